import { findRegistration } from "../../../access/find-registration.ts";
import { peopleTablesOfSite } from "../../checks/access/people-tables-of-site.ts";
import { findNewcomer, groundsOf, tablesOpenToNewcomers, tablesOpenToStrangers } from "../../checks/access/open-tables-of-site.ts";
import { listWords } from "../../checks/list-words.ts";
import { settingPlace } from "../page/find-places.ts";
import { readServedPage } from "../page/read-page.ts";
import { judged, verifyFinding, type StepResult, type VerifyFinding } from "../verify-report.ts";
import type { FolderView, VerifyContext } from "../verify-context.ts";

const registerPath = "/Account/Login/Register";
const signInPath = "/SignIn";

/**
 * Who can register can read what signed-in visitors can: the way in is looked at, nobody is registered.
 * https://learn.microsoft.com/power-pages/security/authentication/set-authentication-identity
 */
export async function tryRegistration(context: VerifyContext): Promise<StepResult> {
  const { folder, client } = context;
  const register = await client.ask(registerPath);
  const isOpen = register.status === 200 && !/\/signin$/i.test(register.url.pathname) && readServedPage(register.text).hasPasswordField;
  const signIn = await client.ask(signInPath);
  const hasLocal = signIn.status === 200 && readServedPage(signIn.text).hasPasswordField;
  const known = folder === undefined ? undefined : findRegistration(folder.checked.site);
  const seen = isOpen ? "the registration page shows a form" : `the registration page answers with ${register.status}`;
  // Whoever may sign in with a password may have registered: the page that does it is not always where it is looked for.
  const canRegister = isOpen || (hasLocal && known?.kind === "anybody");
  const findings = canRegister ? tellOpen(folder, seen) : [];
  return judged(findings, {
    good: `${seen}${hasLocal ? ", local accounts can sign in" : ""}${known === undefined ? "" : `; by the folder ${known.says}`}`,
    bad: "strangers who register read what is not theirs",
  });
}

function tellOpen(folder: FolderView | undefined, seen: string): VerifyFinding[] {
  const at =
    settingPlace(folder, "Authentication/Registration/LocalLoginEnabled") ??
    settingPlace(folder, "Authentication/Registration/OpenRegistrationEnabled");
  const open = verifyFinding("registration-open", "info", {
    message: `Anybody can register (${seen}), and then is a signed-in visitor.`,
    remedy: "Set Authentication/Registration/OpenRegistrationEnabled to false where only invited people are to sign in.",
    at,
  });
  if (folder === undefined) return [open];
  const { checked } = folder;
  const people = checked.once(peopleTablesOfSite);
  const strangers = new Set(checked.once(tablesOpenToStrangers).flatMap(({ table, open: rights }) => (rights.has("read") ? table : [])));
  const leaks = checked.once(tablesOpenToNewcomers).flatMap((table) => {
    const read = table.open.get("read");
    if (read === undefined || strangers.has(table.table) || !people.has(table.table)) return [];
    const decision = folder.access.allowedColumns(table.table, "read", checked.once(findNewcomer));
    const columns = decision.kind === "columns" && folder.access.webApi(table.table).enabled ? decision.columns : [];
    const how = columns.length === 0 ? "wherever a page, list or form shows them" : `${listWords(columns)} through the Web API`;
    const [ground] = groundsOf(table, ["read"]);
    return [
      verifyFinding("registration-leads-to-people", "error", {
        message: `Anybody can register (${seen}) and then reads ${read.rows}: ${how}.`,
        remedy: `Give "${ground?.name ?? table.table}" the contact or self access type instead of global, or close the registration${at === undefined ? "" : ` (${at.path}:${at.line})`}.`,
        at: ground,
      }),
    ];
  });
  return [open, ...leaks];
}
