import type { Site } from "../../site/site.ts";
import { organizationIds } from "../organization/organization-ids.ts";
import type { EmulatorSwitches } from "../switches.ts";
import { describePortalUser, type SignedInVisitor } from "./user-object.ts";

export interface PortalObjectParts {
  /** undefined: anonymous. */
  readonly visitor: SignedInVisitor | undefined;
  readonly anonymousPortalUser: EmulatorSwitches["anonymousPortalUser"];
}

/**
 * What pages find at `window.Microsoft.Dynamic365.Portal`, as an inline script's text. For an anonymous visitor `User` has empty texts on older versions;
 * newer ones may lack it. Of its siblings those are there that can be said of a portal on this machine.
 */
export function renderPortalScript(site: Site, { visitor, anonymousPortalUser }: PortalObjectParts): string {
  const portal = {
    ...(visitor === undefined && anonymousPortalUser === "absent" ? {} : { User: describePortalUser(visitor) }),
    version: "9.7.0.0",
    type: "StudioPortal",
    id: site.website.id,
    geo: "LOCAL",
    // Microsoft's code-site samples make the address of their identity provider of it.
    tenant: organizationIds.tenant,
    orgId: organizationIds.organization,
    orgEnvironmentId: organizationIds.environment,
    isTelemetryEnabled: "false",
    activeLanguages: site.languages.filter((language) => language.active).map((language) => language.code),
    isClientApiEnabled: "false",
  };
  return `window["Microsoft"] = window["Microsoft"] || {}; window["Microsoft"].Dynamic365 = {Portal: ${JSON.stringify(portal).replaceAll("<", "\\u003c")}};`;
}
