import { antiForgeryName, templateNames } from "../../../contract/names.ts";
import { contactTable } from "../../plan/contact-access.ts";
import { settingPlace, type FolderPlace } from "../page/find-places.ts";
import type { HeldRequest, Visit } from "../browser/open-visit.ts";
import { judged, notRun, verifyFinding, type StepResult, type VerifyFinding } from "../verify-report.ts";
import type { FolderView, VerifyContext } from "../verify-context.ts";
import { trackedPages } from "./check-tracker.ts";

/** The id that the form is told of: of nobody. */
const nobody = "00000000-0000-4000-8000-000000000000";
const settleMs = 8_000;

/** In a browser: fills the contact form in and submits it; what would go out is looked at, and nothing of it does. */
export async function checkForm(context: VerifyContext): Promise<StepResult> {
  const { browser, client, folder } = context;
  if ("missing" in browser) return notRun(browser.missing);
  const found = (await context.once(trackedPages)).find(({ page }) => page.kitForms.length > 0);
  if (found === undefined) return missingForm(folder);
  const visit = await browser.visit({ origin: client.origin, answerApi });
  try {
    await visit.open(found.path);
    const state = await submit(visit, context.wait);
    const sent = visit.held.filter(({ url }) => url.pathname.startsWith("/_api/"));
    const findings = judgeSent(sent, { state, path: found.path, folder });
    return judged(findings, {
      good: `${found.path} would send ${sent.map(({ method, url }) => `${method} ${url.pathname}`).join(", ")}; nothing was created`,
      bad: `${found.path} would not get a contact made`,
    });
  } finally {
    await visit.close();
  }
}

function missingForm(folder: FolderView | undefined): StepResult {
  const { configuration, site } = folder?.checked ?? {};
  const page = configuration?.capture.page;
  if (page === undefined || site === undefined) return notRun("none of the pages looked at has the kit's form");
  const finding = verifyFinding("form-missing", "error", {
    message: `/${page}/ does not show the contact form.`,
    remedy: "Run `portal-kit apply`, then deploy.",
    at: site.pages.find(({ url }) => url === `/${page}/`) ?? site.website,
  });
  return judged([finding], { good: "", bad: "the form's page has no form" });
}

/** Nobody is found, and what is created gets an id. */
const answerApi = ({ method }: HeldRequest): { status: number; headers?: Record<string, string>; body: string } =>
  method === "GET" ? { status: 200, body: '{"value":[]}' } : { status: 204, headers: { entityid: nobody }, body: "" };

/** Runs in the page: fills in what a person sees. */
const fillScript = `(() => {
  const form = document.querySelector("form[data-portal-kit-form]");
  const seen = (input) => input.offsetWidth > 4 && input.tabIndex >= 0 && input.closest(".portal-kit-trap") === null;
  const values = { email: "portal-kit-verify@example.com", tel: "+1 555 0100", url: "https://example.com", number: "1", date: "2000-01-01" };
  for (const input of form.elements) {
    if (!seen(input) || input.type === "submit" || input.type === "button") continue;
    if (input.type === "checkbox" || input.type === "radio") input.checked = true;
    else if (input.tagName === "SELECT") input.selectedIndex = input.options.length - 1;
    else input.value = values[input.type] ?? "Verify";
    for (const name of ["focusin", "input", "change"]) input.dispatchEvent(new Event(name, { bubbles: true }));
  }
  return Number(form.dataset.minFillMs ?? "0");
})()`;

async function submit({ page }: Visit, wait: VerifyContext["wait"]): Promise<string> {
  await wait(300);
  const minFillMs = Number(await page.evaluate(fillScript));
  await wait(Number.isFinite(minFillMs) ? Math.min(minFillMs, 10_000) + 200 : 3_200);
  await page.evaluate('document.querySelector("form[data-portal-kit-form] button[type=submit]").click()');
  for (let waited = 0; waited < settleMs; waited += 100) {
    const state = String(await page.evaluate('document.querySelector("form[data-portal-kit-form]")?.dataset.state ?? "gone"'));
    if (!["idle", "checking", "sending"].includes(state)) return state;
    await wait(100);
  }
  return "busy";
}

interface Submission {
  readonly state: string;
  readonly path: string;
  readonly folder: FolderView | undefined;
}

function judgeSent(sent: readonly HeldRequest[], { state, path, folder }: Submission): VerifyFinding[] {
  const at = formPlace(folder);
  const fail = (code: string, message: string, remedy: string, place: FolderPlace | undefined = at): VerifyFinding =>
    verifyFinding(code, "error", { message, remedy, at: place });
  const write = sent.find(({ method }) => method === "POST" || method === "PATCH");
  if (write === undefined)
    return [
      fail(
        "form-sends-nothing",
        `The form on ${path} was filled in and submitted, and sent nothing (its state is "${state}").`,
        "See what it says in a browser, and whether the Content-Security-Policy lets its script run (script-src 'nonce') and send (connect-src 'self').",
        state === "failed" ? at : (settingPlace(folder, "HTTP/Content-Security-Policy") ?? at),
      ),
    ];
  const found: VerifyFinding[] = [];
  if (!Object.keys(write.headers).some((name) => name.toLowerCase() === antiForgeryName.toLowerCase()))
    found.push(
      fail(
        "form-without-token",
        "The form's write carries no anti-forgery token.",
        "See that /_layout/tokenhtml answers, then deploy the kit anew.",
      ),
    );
  const columns = readColumns(write.body);
  const allowed = folder?.access.allowedColumns(contactTable, "create", folder.stranger);
  const refused = allowed?.kind === "columns" && write.method === "POST" ? columns.filter((one) => !allowed.columns.includes(one)) : [];
  if (columns.length === 0 || refused.length > 0)
    found.push(
      fail(
        "form-columns-refused",
        columns.length === 0
          ? "The form's write has no columns."
          : `The form would send ${refused.join(", ")}, which the Web API does not take.`,
        "List the columns in Webapi/contact/fields: `portal-kit apply` does it.",
        settingPlace(folder, "Webapi/contact/fields") ?? at,
      ),
    );
  if (state === "failed" && found.length === 0)
    found.push(
      fail(
        "form-fails",
        `The form on ${path} fails although everything was answered as a portal does.`,
        "Run `portal-kit apply`, then deploy.",
      ),
    );
  return found;
}

function readColumns(body: string | undefined): string[] {
  try {
    const value: unknown = JSON.parse(body ?? "");
    return typeof value === "object" && value !== null ? Object.keys(value).filter((name) => !name.includes("@")) : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

const formPlace = (folder: FolderView | undefined): FolderPlace | undefined => {
  const template = folder?.checked.site.webTemplates.find(({ name }) => name === templateNames.contactCapture);
  return template === undefined ? undefined : { path: template.sourcePath, line: 1 };
};
