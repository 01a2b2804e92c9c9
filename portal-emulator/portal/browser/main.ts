import { createShell } from "./create-shell.ts";
import type { JQueryStatic } from "./jquery.ts";
import { createValidateLoginSession } from "./validate-login-session.ts";

// The script before this one on the page is jQuery; a page that blocks it has no `shell` either, as on a portal.
const { jQuery } = window as unknown as { jQuery?: JQueryStatic };
if (jQuery === undefined) throw new Error("The portal's scripts need jQuery, which did not load.");
Object.assign(window, {
  shell: createShell(jQuery),
  validateLoginSession: createValidateLoginSession(window.location, (address) => window.location.assign(address)),
});
