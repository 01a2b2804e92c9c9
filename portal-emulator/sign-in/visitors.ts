import type { Site } from "../../site/site.ts";
import type { Clock, Persona } from "../emulator-context.ts";
import type { EmulatorSwitches } from "../switches.ts";
import type { Store } from "../store/store.ts";
import { perSite } from "../per-site.ts";
import { readCookie } from "../read-cookie.ts";
import { readCookieSettings } from "./cookie-settings.ts";
import { rolesOfContact } from "./roles-of-contact.ts";
import { createSessions } from "./sessions.ts";

export interface VisitorParts {
  readonly clock: Clock;
  readonly store: Pick<Store, "find" | "query">;
  readonly site: () => Site;
  readonly switches: () => EmulatorSwitches;
}

/** Who is behind a request to the portal. */
export interface Visitors {
  persona(request: Request): Persona;
  /** Whether the request carries the cookie of a sign-in that is over. */
  hasEndedSession(request: Request): boolean;
  /** Begins a session; returns the `set-cookie` value. */
  signIn(contactId: string): string;
  /** Ends the request's session, if any; returns the `set-cookie` value. */
  signOut(request: Request): string;
  /** The contacts behind the sessions are gone. */
  endAll(): void;
}

/**
 * Sign-ins by the application cookie: a session cookie that script cannot read, good for 24 hours by the emulator's clock, begun anew past half of it.
 * https://learn.microsoft.com/power-pages/security/authentication/set-authentication-identity
 */
export function createVisitors({ clock, store, site, switches }: VisitorParts): Visitors {
  const sessions = createSessions(clock);
  const cookieSettings = perSite(readCookieSettings);
  const anonymousRoles = perSite((of) => of.roles.filter((role) => role.active && role.isAnonymous).map((role) => role.id));
  const cookieOf = (request: Request): string | undefined => readCookie(request, cookieSettings(site()).name) || undefined;
  const sessionOf = (request: Request): Persona | undefined => {
    const id = cookieOf(request);
    const session = id === undefined ? undefined : sessions.find(id);
    // A contact that was deleted is nobody any more (assumed).
    return session !== undefined && store.find("contact", session.contactId) !== undefined ? session : undefined;
  };
  return {
    persona: (request) =>
      sessionOf(request) ?? {
        contactId: undefined,
        roleIds: anonymousRoles(site()),
      },
    hasEndedSession: (request) => cookieOf(request) !== undefined && sessionOf(request) === undefined,
    signIn(contactId) {
      const settings = cookieSettings(site());
      const id = sessions.start({ contactId, roleIds: rolesOfContact(site(), store, contactId, switches()) }, settings);
      return `${settings.name}=${id}; path=/; HttpOnly; SameSite=Lax`;
    },
    signOut(request) {
      const id = cookieOf(request);
      if (id !== undefined) sessions.end(id);
      return `${cookieSettings(site()).name}=; path=/; HttpOnly; SameSite=Lax; Max-Age=0`;
    },
    endAll: () => sessions.endAll(),
  };
}
