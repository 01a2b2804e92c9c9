import type { FormRecord } from "../../../site/parse-forms.ts";
import { isTrue } from "../../../site/site-rows.ts";
import type { LinkEnd } from "../../permissions/permissions.ts";
import type { Row } from "../../store/store.ts";
import type { FormCall } from "./form-call.ts";

/** What a form answers instead of acting: shown on the page. */
export class FormRefusal extends Error {
  override readonly name = "FormRefusal";
}

export const deniedMessage = "You don't have the appropriate permissions.";

/** Whether table permissions are asked: always from June 2026 on, before that by the form's check box. */
const asksPermissions = ({ ctx, access }: FormCall, form: FormRecord): boolean => {
  if (ctx.switches.formPermissions === "by-check-box" && !isTrue(form.values, "entitypermissionsenabled")) return false;
  if (access.cannotConclude !== undefined) throw new FormRefusal(access.cannotConclude);
  return true;
};

/** Whether the form is shown at all. Throws FormRefusal, UnjudgedPermission. */
export function requireOnTable(call: FormCall, form: FormRecord, privilege: "create" | "read"): void {
  if (!asksPermissions(call, form)) return;
  const decision = call.permissions.rows(form.table, privilege);
  if (decision.kind === "broken" || decision.kind === "not-supported") throw new FormRefusal(decision.message);
  if (decision.kind === "none") throw new FormRefusal(deniedMessage);
}

/** Throws FormRefusal, UnjudgedPermission. */
export async function requireOnRow(call: FormCall, form: FormRecord, id: string, privilege: "read" | "write"): Promise<void> {
  if (asksPermissions(call, form) && !(await call.permissions.mayTouch(form.table, id, privilege))) throw new FormRefusal(deniedMessage);
}

/** Throws FormRefusal, UnjudgedPermission. */
export async function requireNewRow(call: FormCall, form: FormRecord, row: Row): Promise<void> {
  if (asksPermissions(call, form) && !(await call.permissions.mayCreate(form.table, row))) throw new FormRefusal(deniedMessage);
}

/** Throws FormRefusal, UnjudgedPermission. */
export async function requireNewNote(call: FormCall, form: FormRecord, note: Row): Promise<void> {
  if (asksPermissions(call, form) && !(await call.permissions.mayCreate("annotation", note))) throw new FormRefusal(deniedMessage);
}

/** Append on the row that points, append-to on the row that is pointed at. Throws FormRefusal, UnjudgedPermission. */
export async function requireLinks(call: FormCall, form: FormRecord, from: LinkEnd, targets: readonly LinkEnd[]): Promise<void> {
  if (!asksPermissions(call, form)) return;
  for (const target of targets)
    if ((await call.permissions.missingForLink(from, target)) !== undefined) throw new FormRefusal(deniedMessage);
}
