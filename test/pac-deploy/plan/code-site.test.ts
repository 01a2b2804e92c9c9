import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { JSDOM, VirtualConsole } from "jsdom";
import { afterEach, describe, expect, it } from "vitest";
import { consentSources } from "../../../contract/configuration.ts";
import { UserError } from "../../../contract/user-error.ts";
import { assertApplicable } from "../../../pac-deploy/plan/assert-applicable.ts";
import { planApply } from "../../../pac-deploy/plan/plan-apply.ts";
import { planRemove } from "../../../pac-deploy/plan/plan-remove.ts";
import type { Plan } from "../../../pac-deploy/plan/plan.ts";
import { writeEdits } from "../../../site/write-edits.ts";
import { readFolderBytes } from "../../support/folder-bytes.ts";
import { applyKit, copySite, kitFolder, starterFolder, type TemporarySite } from "../../support/kit-site.ts";
import { sampleTracker } from "./sample-tracker.ts";

const open: TemporarySite[] = [];
const doms: JSDOM[] = [];
afterEach(() => {
  for (const site of open.splice(0)) site.remove();
  for (const dom of doms.splice(0)) dom.window.close();
});
const copy = (configuration: object = {}): TemporarySite => {
  const site = copySite(starterFolder("code"), { tracking: { script: "tracking.html" }, ...configuration });
  open.push(site);
  return site;
};
const plan = ({ folder, configPath }: TemporarySite): Promise<Plan> => planApply(folder, { kitFolder, configPath });
const pageOf = ({ folder }: TemporarySite, path = "index.html"): string => readFileSync(join(folder, path), "utf8");
async function refusal(act: () => Promise<unknown>): Promise<UserError> {
  const error: unknown = await act().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof UserError) return error;
  throw new Error(`expected a refusal, got ${String(error)}`);
}

const contactId = "0aa00000-0000-4000-8000-00000000000a";
/** The page in jsdom, its inline scripts run, on a portal; no request leaves it. */
function openPage(html: string, options: { readonly contact?: string | null; readonly answer?: string } = {}): JSDOM["window"] {
  const dom = new JSDOM(html, {
    url: "https://portal.example.com/",
    runScripts: "dangerously",
    virtualConsole: new VirtualConsole(),
    beforeParse: (window) => {
      if (options.contact !== undefined)
        Object.assign(window, {
          Microsoft: { Dynamic365: { Portal: options.contact === null ? {} : { User: { contactId: options.contact } } } },
        });
      if (options.answer !== undefined) window.document.cookie = `portalkit.consent=${options.answer}.1.0; path=/`;
    },
  });
  doms.push(dom);
  return dom.window;
}
const methodsOf = (window: JSDOM["window"]): unknown[] =>
  ((window["MSCIqueue"] ?? []) as readonly (readonly unknown[])[]).map(([method]) => method);

describe("tracking in a code site", () => {
  it("goes into the page of the application and out again with every byte as it was", async () => {
    const site = copy();
    const before = readFolderBytes(site.folder);
    expect((await plan(site)).edits.map(({ path }) => path)).toEqual([".portal-kit/state.json", "index.html"]);
    await applyKit(site);
    expect((await plan(site)).edits).toEqual([]);
    await writeEdits(site.folder, (await planRemove(site.folder)).edits);
    expect(readFolderBytes(site.folder)).toEqual(before);
  });

  it("stands once, whole, before the end of the head, and holds no Liquid", async () => {
    const site = copy();
    await applyKit(site);
    const html = pageOf(site);
    expect(html.match(/<!-- portal-kit:(?:begin|end) Portal Kit Tracking.*-->/g)).toHaveLength(2);
    expect(html.indexOf("portal-kit:end")).toBeLessThan(html.indexOf("</head>"));
    expect(html).not.toMatch(/\{%|\{\{|PORTAL_KIT_/);
    expect(html).toContain(readFileSync(join(dirname(site.configPath), "tracking.html"), "utf8").trim());
    expect(html).not.toContain("data-user");
  });

  it.each([
    ["CRLF", (html: string) => html.replaceAll("\n", "\r\n")],
    ["one line", (html: string) => html.replaceAll("\n", "")],
    ["no final line end", (html: string) => html.trimEnd()],
    ["tabs", (html: string) => html.replaceAll("  ", "\t")],
    ["a comment that speaks of </head>", (html: string) => html.replace("<title>", "<!-- before </head> --><title>")],
    ["capitals", (html: string) => html.replace("</head>", "</HEAD >")],
  ])("is undone byte for byte in a page with %s", async (_, change) => {
    const site = copy();
    const before = change(pageOf(site));
    writeFileSync(join(site.folder, "index.html"), before);
    await applyKit(site);
    const window = openPage(pageOf(site), { answer: "granted" });
    await expect.poll(() => methodsOf(window)).toEqual(["new", "initialize"]);
    await writeEdits(site.folder, (await planRemove(site.folder)).edits);
    expect(pageOf(site)).toBe(before);
  });

  it("asks with the banner in the site's language before the tracker runs, once", async () => {
    const site = copy();
    await applyKit(site);
    const window = openPage(pageOf(site));
    const { document } = window;
    await expect.poll(() => document.querySelector<HTMLElement>("body > [data-portal-kit-banner]")?.hidden).toBe(false);
    expect(methodsOf(window)).toEqual([]);
    expect(document.querySelector("[data-portal-kit-accept]")?.textContent).toBe("Accept");
    document.querySelector<HTMLElement>("[data-portal-kit-accept]")?.click();
    await expect.poll(() => methodsOf(window)).toEqual(["new", "initialize"]);
  });

  it("takes the texts of the language that the configuration names", async () => {
    const site = copy({ languages: ["de-DE"] });
    await applyKit(site);
    expect(pageOf(site)).toContain(">Ablehnen<");
  });

  it.each([
    ["a contact", contactId, contactId],
    ["a contact in braces and capitals", `{${contactId.toUpperCase()}}`, contactId],
    ["nobody", "", ""],
    ["a portal without a user", null, ""],
    ["something that is no id", '"><script>', ""],
    ["no portal", undefined, undefined],
  ])("reads from the portal's object who is signed in: %s", async (_, contact, user) => {
    const site = copy();
    await applyKit(site);
    const window = openPage(pageOf(site), { answer: "granted", ...(contact === undefined ? {} : { contact }) });
    expect(window.document.querySelector<HTMLElement>("template[data-portal-kit-tracker]")?.dataset["user"]).toBe(user);
    await expect.poll(() => methodsOf(window)).toEqual(user ? ["new", "initialize", "setUser"] : ["new", "initialize"]);
  });

  it("tells nobody to a tracker of Journeys", async () => {
    const site = copy();
    writeFileSync(join(dirname(site.configPath), "tracking.html"), sampleTracker("journeys"));
    await applyKit(site);
    expect(pageOf(site)).toContain('data-tracker="journeys-only"');
    expect((await plan(site)).findings.map(({ code }) => code)).toContain("journeys-script");
  });

  it.each(consentSources)("can be asked for with the consent source %s", async (source) => {
    const own = { name: "site_consent", granted: "^yes$" };
    const site = copy({ consent: { source, ...(source === "cookie" || source === "event" ? { [source]: own } : {}) } });
    await applyKit(site);
    const html = pageOf(site);
    expect(html).toContain(`data-consent-source="${source}"`);
    expect(html).not.toMatch(/\{%|\{\{|PORTAL_KIT_/);
    expect(html.includes("data-portal-kit-banner ")).toBe(source === "banner");
  });

  it("says what an upload does, and what of the policy is not known", async () => {
    const { findings } = await plan(copy());
    expect(findings).toContainEqual(expect.objectContaining({ code: "code-site-upload", severity: "warning", path: "index.html" }));
    const nonce = findings.find(({ code }) => code === "code-site-nonce");
    expect(nonce?.severity).toBe("cannot-conclude");
    expect(nonce?.message).toContain("https://download.pi.dynamics.com and https://mobile.events.data.microsoft.com");
  });

  it.each([
    ["public/index.html", "package.json"],
    ["src/index.html", "angular.json"],
  ])("finds the page at %s", async (path, marker) => {
    const site = copy();
    mkdirSync(dirname(join(site.folder, path)), { recursive: true });
    renameSync(join(site.folder, "index.html"), join(site.folder, path));
    writeFileSync(join(site.folder, marker), "{}");
    expect((await plan(site)).edits.map((edit) => edit.path)).toEqual([".portal-kit/state.json", path]);
  });

  it("does not take the built page for the source", async () => {
    const site = copy();
    mkdirSync(join(site.folder, "public"));
    renameSync(join(site.folder, "index.html"), join(site.folder, "public/index.html"));
    writeFileSync(join(site.folder, "powerpages.config.json"), '{"compiledPath": "./public"}');
    expect(await refusal(() => plan(site))).toMatchObject({
      code: "code-site-page",
      exitCode: 1,
      place: { path: "powerpages.config.json" },
    });
  });

  it("refuses a tracker that is in the page already", async () => {
    const site = copy();
    writeFileSync(join(site.folder, "index.html"), pageOf(site).replace("<title>", `${sampleTracker("journeys")}<title>`));
    const error = await refusal(async () => assertApplicable(await plan(site)));
    expect(error).toMatchObject({ code: "tracker-already-there", exitCode: 1, place: { path: "index.html", line: 8 } });
  });

  it("leaves a block alone that was changed by hand", async () => {
    const site = copy();
    await applyKit(site);
    writeFileSync(join(site.folder, "index.html"), pageOf(site).replace("data-consent-mode", "data-mode"));
    expect(await refusal(() => planRemove(site.folder))).toMatchObject({ code: "kit-edit-changed", place: { path: "index.html" } });
  });

  it.each<[string, object, string]>([
    ["a form", { capture: { path: "A", acceptAnonymousContactAccess: true } }, "code-site-capture"],
    ["another key", { identify: { key: "pk_number" } }, "code-site-key"],
  ])("refuses %s, which is made of Liquid", async (_, configuration, code) => {
    const error = await refusal(() => plan(copy(configuration)));
    expect(error).toMatchObject({ code, exitCode: 1 });
    expect(error.hint).toContain("docs/code-sites.md");
  });

  it("refuses a page without a head, and the folder that has no page", async () => {
    const site = copy();
    writeFileSync(join(site.folder, "index.html"), "<div id=app></div>");
    expect(await refusal(() => plan(site))).toMatchObject({ code: "html-without-head", place: { path: "index.html" } });
    rmSync(join(site.folder, "index.html"));
    expect(await refusal(() => plan(site))).toMatchObject({ code: "code-site-page" });
    expect(await refusal(() => plan({ ...site, folder: join(site.folder, ".powerpages-site") }))).toMatchObject({
      code: "code-site-folder",
    });
  });

  it("does nothing without tracking", async () => {
    const { edits } = await plan(copy({ tracking: { placement: "none" } }));
    expect(edits.map(({ path }) => path)).toEqual([".portal-kit/state.json"]);
  });
});
