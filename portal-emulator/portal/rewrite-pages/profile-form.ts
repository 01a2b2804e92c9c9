import type { Row } from "../../store/store.ts";
import { escapeHtml } from "../page-shell.ts";

interface ProfileField {
  readonly column: string;
  readonly label: string;
  readonly type: "text" | "email" | "tel" | "url";
  readonly maxChars: number;
  readonly required?: boolean;
  readonly autocomplete?: string;
}

/** What the stock profile form asks for. */
const fields: readonly ProfileField[] = [
  { column: "firstname", label: "First name", type: "text", maxChars: 50, required: true, autocomplete: "given-name" },
  { column: "lastname", label: "Last name", type: "text", maxChars: 50, required: true, autocomplete: "family-name" },
  { column: "emailaddress1", label: "Email", type: "email", maxChars: 100, required: true, autocomplete: "email" },
  { column: "telephone1", label: "Business phone", type: "tel", maxChars: 50, autocomplete: "tel" },
  { column: "jobtitle", label: "Title", type: "text", maxChars: 100, autocomplete: "organization-title" },
  { column: "nickname", label: "Nickname", type: "text", maxChars: 100, autocomplete: "nickname" },
  { column: "websiteurl", label: "Web site", type: "url", maxChars: 200, autocomplete: "url" },
];

/** Of the panel that `Profile/ShowMarketingOptionsPanel` shows. A tick means yes, the columns say no. */
const refusals = [
  { column: "donotemail", label: "Email" },
  { column: "donotfax", label: "Fax" },
  { column: "donotphone", label: "Phone" },
  { column: "donotpostalmail", label: "Mail" },
] as const;

export type ProfileNotice = { readonly kind: "saved" } | { readonly kind: "errors"; readonly messages: readonly string[] };

export interface ProfileParts {
  /** The hidden field of the anti-forgery token. */
  readonly tokenField: string;
  readonly showsRefusals: boolean;
  readonly notice: ProfileNotice | undefined;
}

/** Posts to the page it stands on. The markup is ours; input ids are the columns', as on the platform's forms. */
export function renderProfile(contact: Row, { tokenField, showsRefusals, notice }: ProfileParts): string {
  const rows = fields.map(({ column, label, type, maxChars, required, autocomplete }) => {
    const value = escapeHtml(String(contact[column] ?? ""));
    return `<div class="form-group"><label id="${column}_label" for="${column}">${label}${required ? ' <span aria-hidden="true">*</span>' : ""}</label>
<input class="form-control" id="${column}" name="${column}" type="${type}" maxlength="${maxChars}" value="${value}"${required ? " required" : ""}${
      autocomplete === undefined ? "" : ` autocomplete="${autocomplete}"`
    }></div>`;
  });
  const ticks = refusals.map(
    ({ column, label }) =>
      `<label><input type="checkbox" id="${column}" name="${column}" value="yes"${contact[column] === true ? "" : " checked"}> ${label}</label>`,
  );
  return `${notice === undefined ? "" : renderNotice(notice)}<form method="post" id="profile-form" novalidate>
${tokenField}
<fieldset><legend>Your information</legend>${rows.join("\n")}</fieldset>
${showsRefusals ? `<fieldset><legend>How may we contact you? Select all that apply.</legend>${ticks.join("\n")}</fieldset>` : ""}
<button type="submit" id="UpdateButton" class="btn btn-primary">Update</button>
</form>`;
}

function renderNotice(notice: ProfileNotice): string {
  return notice.kind === "saved"
    ? '<div class="alert alert-success" role="status">Your profile has been updated successfully.</div>'
    : `<div class="alert alert-danger validation-summary" role="alert"><ul>${notice.messages.map((message) => `<li>${escapeHtml(message)}</li>`).join("")}</ul></div>`;
}

export type ReadProfile =
  { readonly ok: true; readonly row: Row } | { readonly ok: false; readonly messages: readonly string[]; readonly typed: Row };

/** The columns that the form may change, and no other. */
export function readProfile(sent: URLSearchParams, showsRefusals: boolean): ReadProfile {
  const row: Record<string, string | boolean | null> = {};
  const messages: string[] = [];
  for (const { column, label, type, maxChars, required } of fields) {
    const value = (sent.get(column) ?? "").trim();
    row[column] = value === "" ? null : value;
    if (value === "" && required) messages.push(`${label} is a required field.`);
    else if (value.length > maxChars) messages.push(`${label} is longer than ${maxChars} characters.`);
    else if (type === "email" && value !== "" && !/^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(value))
      messages.push(`${label} is not a valid email address.`);
  }
  if (showsRefusals) for (const { column } of refusals) row[column] = sent.get(column) !== "yes";
  return messages.length === 0 ? { ok: true, row } : { ok: false, messages, typed: row };
}
