import type { Site, SiteSetting } from "../site/site.ts";
import { findSettings } from "./find-settings.ts";

/** Who can become a signed-in visitor. */
export type Registration =
  | { readonly kind: "closed" | "anybody" | "identity-provider"; readonly says: string }
  /** A setting that decides takes its value from elsewhere. */
  | { readonly kind: "unknown"; readonly says: string };

const prefix = "Authentication/Registration/";

/** What counts where the setting is missing or empty. https://learn.microsoft.com/power-pages/security/authentication/set-authentication-identity */
const defaults = {
  Enabled: true,
  OpenRegistrationEnabled: true,
  RequiresInvitation: false,
  LocalLoginEnabled: true,
  LocalLoginDeprecated: false,
  ExternalLoginEnabled: true,
} as const;
type Name = keyof typeof defaults;

/**
 * Whether somebody whom the site's people do not know can register. Local accounts are for anybody with an email address; who has an account at an identity
 * provider the site folder does not tell: it may be one organisation's own.
 */
export function findRegistration(site: Site): Registration {
  const found = new Map<Name, SiteSetting | undefined>();
  const setting = (name: Name): SiteSetting | undefined => {
    if (!found.has(name)) found.set(name, findSettings(site, prefix + name)[0]);
    return found.get(name);
  };
  const is = (name: Name): boolean => {
    const value = setting(name)?.value?.trim().toLowerCase();
    return value === undefined || value === "" ? defaults[name] : value === "true";
  };
  const names = Object.keys(defaults) as Name[]; // The keys of a constant object.
  const elsewhere = names.map(setting).find((one) => one?.environmentVariable !== undefined && one.value === undefined);
  if (elsewhere !== undefined)
    return {
      kind: "unknown",
      says: `${elsewhere.name} takes its value from the environment variable ${elsewhere.environmentVariable}, which the site folder does not hold`,
    };
  if (!is("Enabled")) return { kind: "closed", says: `${prefix}Enabled is off` };
  if (!is("OpenRegistrationEnabled")) return { kind: "closed", says: `${prefix}OpenRegistrationEnabled is off` };
  if (is("RequiresInvitation")) return { kind: "closed", says: `${prefix}RequiresInvitation is on` };
  if (is("LocalLoginEnabled") && !is("LocalLoginDeprecated")) return { kind: "anybody", says: "registration is open to local accounts" };
  return is("ExternalLoginEnabled")
    ? { kind: "identity-provider", says: "registration is open to whoever has an account at one of the site's identity providers" }
    : { kind: "closed", says: "neither local nor external accounts are allowed" };
}
