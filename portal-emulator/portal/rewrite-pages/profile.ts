import { antiForgeryName, tokenPath } from "../../../contract/names.ts";
import { findSettings } from "../../../access/find-settings.ts";
import type { AntiForgery } from "../../anti-forgery/create-anti-forgery.ts";
import type { EmulatorContext, Persona } from "../../emulator-context.ts";
import { DataverseFault } from "../../organization/dataverse-fault.ts";
import type { OrganizationService } from "../../organization/organization.ts";
import { portalUserId } from "../../organization/system-users.ts";
import type { Row } from "../../store/store.ts";
import { readProfile, renderProfile, type ProfileNotice } from "./profile-form.ts";

export type OpenedProfile =
  | { readonly kind: "sign-in" }
  /** The form, and the cookie that goes with its token. */
  | { readonly kind: "form"; readonly html: string; readonly cookie: string | undefined };

/** The built-in profile page: a signed-in visitor's own contact, whatever the table permissions say (engine source of the 8.x ancestor). */
export interface Profiles {
  open(request: Request, persona: Persona): Promise<OpenedProfile>;
  /**
   * Takes the form's postback, whose body is `text`. What it leads to shows with the next `open` of the same request; a Response is a refusal.
   */
  save(request: Request, persona: Persona, text: string): Promise<Response | undefined>;
}

const maxBodyChars = 100_000;

export function createProfiles(ctx: EmulatorContext, antiForgery: Pick<AntiForgery, "app" | "verify">): Profiles {
  const outcomes = new WeakMap<Request, { readonly notice: ProfileNotice; readonly typed?: Row }>();
  const serviceOf = (contactId: string): OrganizationService => ctx.organization.serviceFor({ userId: portalUserId, contactId });
  const showsRefusals = (): boolean => /^\s*true\s*$/i.test(findSettings(ctx.site(), "Profile/ShowMarketingOptionsPanel")[0]?.value ?? "");
  return {
    async open(request, { contactId }) {
      const contact = contactId === undefined ? undefined : await serviceOf(contactId).find("contact", contactId);
      if (contact === undefined) return { kind: "sign-in" };
      const token = await antiForgery.app.fetch(
        new Request(new URL(tokenPath, ctx.addresses.portal), { headers: { cookie: request.headers.get("cookie") ?? "" } }),
      );
      const outcome = outcomes.get(request);
      return {
        kind: "form",
        html: renderProfile(
          { ...contact, ...outcome?.typed },
          { tokenField: await token.text(), showsRefusals: showsRefusals(), notice: outcome?.notice },
        ),
        cookie: token.headers.get("set-cookie") ?? undefined,
      };
    },
    async save(request, { contactId }, text) {
      if (contactId === undefined) return new Response("Sign in to change your profile.", { status: 401 });
      if (text.length > maxBodyChars) return new Response("Maximum request length exceeded.", { status: 413 });
      const isForm = (request.headers.get("content-type") ?? "").startsWith("application/x-www-form-urlencoded");
      const sent = new URLSearchParams(isForm ? text : "");
      const headers = { cookie: request.headers.get("cookie") ?? "", [antiForgeryName]: sent.get(antiForgeryName) ?? "" };
      if (antiForgery.verify(new Request(request.url, { headers })) !== "ok")
        return new Response("The required anti-forgery form field and cookie are missing or do not match.", { status: 403 });
      const read = readProfile(sent, showsRefusals());
      if (!read.ok) {
        outcomes.set(request, { notice: { kind: "errors", messages: read.messages }, typed: read.typed });
        return undefined;
      }
      try {
        await serviceOf(contactId).update("contact", contactId, read.row);
        ctx.readCache.forget(["contact"]);
        ctx.effect(request, "contact updated");
        outcomes.set(request, { notice: { kind: "saved" } });
      } catch (error) {
        if (!(error instanceof DataverseFault)) throw error;
        outcomes.set(request, { notice: { kind: "errors", messages: [error.message] }, typed: read.row });
      }
      return undefined;
    },
  };
}
