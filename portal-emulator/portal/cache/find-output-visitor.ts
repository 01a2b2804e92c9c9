import type { EmulatorContext, Persona } from "../../emulator-context.ts";
import { readCookie } from "../../read-cookie.ts";
import { readCookieSettings } from "../../sign-in/cookie-settings.ts";

/** Whose headers a request may be shown: everybody's who is anonymous, else those of one sign-in or, by switch, of one contact. */
export function findOutputVisitor(ctx: Pick<EmulatorContext, "site" | "switches">, request: Request, { contactId }: Persona): string {
  if (contactId === undefined) return "anonymous";
  const signIn = ctx.switches.outputCacheVisitor === "contact" ? undefined : readCookie(request, readCookieSettings(ctx.site()).name);
  return JSON.stringify([contactId, signIn ?? null]);
}
