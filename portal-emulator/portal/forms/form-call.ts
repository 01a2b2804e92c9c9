import { createAccess } from "../../../access/create-access.ts";
import type { Access } from "../../../access/access.ts";
import { parseForms, type SiteForms } from "../../../site/parse-forms.ts";
import type { WebsiteLanguage } from "../../../site/site.ts";
import type { EmulatorContext, Persona } from "../../emulator-context.ts";
import type { Caller, OrganizationService } from "../../organization/organization.ts";
import { portalUserId } from "../../organization/system-users.ts";
import { createPermissions } from "../../permissions/create-permissions.ts";
import type { Permissions } from "../../permissions/permissions.ts";
import { perSite } from "../../per-site.ts";
import { createVisitorData, type VisitorData } from "../data/visitor-data.ts";
import type { SiteIndex } from "../site-index.ts";
import { findLcid } from "./local-text.ts";

/** One visitor's dealings with the forms of one page. */
export interface FormCall {
  readonly ctx: EmulatorContext;
  readonly index: SiteIndex;
  readonly url: URL;
  readonly persona: Persona;
  readonly forms: SiteForms;
  readonly access: Access;
  readonly permissions: Permissions;
  readonly caller: Caller;
  readonly service: OrganizationService;
  /** The rows the visitor may read, as the page's Liquid reads them. */
  readonly data: () => VisitorData;
  /** Language of the texts that form records hold. */
  readonly lcid: number | undefined;
}

export interface FormCallParts extends Pick<FormCall, "ctx" | "index" | "persona"> {
  readonly request: Request;
  readonly language: WebsiteLanguage | undefined;
}

export type OpenFormCall = (parts: FormCallParts) => FormCall;

/** Forms and permissions of a site are found once for each reading of its folder. */
export function createFormCalls(): OpenFormCall {
  const judge = perSite(createAccess);
  const formsOf = perSite(parseForms);
  return ({ ctx, index, persona, request, language }) => {
    const caller: Caller = { userId: portalUserId, ...(persona.contactId === undefined ? {} : { contactId: persona.contactId }) };
    const service = ctx.organization.serviceFor(caller);
    const access = judge(index.site);
    let data: VisitorData | undefined;
    return {
      ctx,
      index,
      persona,
      url: new URL(request.url),
      forms: formsOf(index.site),
      access,
      permissions: createPermissions({ access, schema: ctx.schema, persona, reader: service, switches: ctx.switches }),
      caller,
      service,
      data: () => (data ??= createVisitorData({ ctx, index, request, persona, page: undefined, language })),
      lcid: findLcid(index.site, language),
    };
  };
}
