import { readFileSync } from "node:fs";
import { join } from "node:path";
import { JSDOM, type DOMWindow } from "jsdom";
import { describe, expect, it } from "vitest";
import { captureVariants, type CaptureVariant } from "../../pac-deploy/kit-files.ts";
import { createPortal, html, type FakePortal } from "../form-scripts/contact-capture/portal-double.ts";
import { renderForm } from "../form-scripts/existing-form/form-page.ts";
import { idA, idB, recordEvents, type RecordedEvent } from "../identity/page-double.ts";
import { kitFolder } from "../support/kit-site.ts";
import { waitUntil } from "../support/wait-until.ts";
import { renderCaptureForm } from "../web-templates/render-template.ts";

/** The built scripts, minified as visitors get them, each driven through what it is there for. */
const readScript = (name: string): string => readFileSync(join(kitFolder, "scripts", `${name}.js`), "utf8");
const scriptOf = (name: string, variant: CaptureVariant): string =>
  `${readScript("identity")}\n${readScript(variant === "A" ? name : `${name}.${variant}`)}`;
const has = (variant: CaptureVariant, word: string): boolean => variant.split("-").includes(word);
const settingsOf = (variant: CaptureVariant): string =>
  [
    `data-path="${variant.replace("-outbox", "")}" data-lookup="email" data-existing="immediate" data-consent-mode="none"`,
    has(variant, "outbox") && 'data-outbox="true"',
    has(variant, "key") && 'data-key-proved-at="https://www.site.example.com"',
  ]
    .filter(Boolean)
    .join(" ");
const person = { lastname: "Lovelace", emailaddress1: "ada@example.com" };
const portalUser = (id: string): string => `<script>Microsoft = { Dynamic365: { Portal: { User: { contactId: "${id}" } } } };</script>`;

interface Opened {
  readonly window: DOMWindow;
  readonly portal: FakePortal;
  readonly events: RecordedEvent[];
  readonly told: unknown[];
  readonly kinds: () => string[];
}

function open(markup: string, portal = createPortal()): Opened {
  let events: RecordedEvent[] = [];
  const told: unknown[] = [];
  const { window } = new JSDOM(`<body>${markup}</body>`, {
    url: "https://www.site.example.com/",
    runScripts: "dangerously",
    pretendToBeVisual: true,
    beforeParse: (opened) => {
      events = recordEvents(opened.document);
      Object.assign(opened, {
        fetch: (url: string, init: RequestInit) => portal.fetch(url, init),
        MSCI: { setUser: (user: unknown) => told.push(user) },
      });
    },
  });
  return { window, portal, events, told, kinds: () => portal.requests.map(({ kind }) => kind) };
}

/** With path "A-self" somebody is signed in. */
function openPortal(variant: CaptureVariant): { readonly portal: FakePortal; readonly shell: string } {
  if (variant !== "A-self") return { portal: createPortal(), shell: portalUser("") };
  const portal = createPortal([{ contactid: idB, emailaddress1: "old@example.com" }]);
  portal.visitor = idB;
  return { portal, shell: portalUser(idB) };
}

/** What is sent, in any order: the token comes as early as it can. */
const expected = (variant: CaptureVariant): string[] =>
  variant === "A-self" ? ["token", "update"] : has(variant, "key") ? ["token", "upsert"] : ["create", "look-up", "token"];

const expectWrite = ({ portal }: Opened, variant: CaptureVariant): void => {
  const write = portal.requests.find(({ body }) => body !== undefined);
  expect(JSON.parse(write?.body ?? "null")).toMatchObject(person);
  expect(write?.headers).toMatchObject({
    accept: "application/json",
    "content-type": "application/json",
    __requestverificationtoken: "token-1",
    ...(variant === "A-self" ? { "if-match": "*" } : has(variant, "key") ? { "if-none-match": "*" } : {}),
  });
};
/** No token once; by key it is tried in two ways. */
const refuseToken = (portal: FakePortal, variant: CaptureVariant): void => {
  for (let tries = has(variant, "key") ? 2 : 1; tries--;) portal.next.token.push(html("<p>nothing"));
};
const captured = (variant: CaptureVariant): RecordedEvent => ({
  name: "portalkit:captured",
  detail:
    variant === "A-self"
      ? { path: "A-self", outcome: "updated", certain: true }
      : { path: has(variant, "key") ? "A-key" : "A", outcome: "created", certain: true },
});

const openCapture = (
  variant: CaptureVariant,
  more = "",
  portal?: FakePortal,
  shell = portalUser(""),
): Opened & { form: HTMLFormElement } => {
  const fields = [
    { column: "lastname", type: "text", required: true },
    { column: "emailaddress1", type: "email", required: true },
  ];
  const page = open(
    shell + renderCaptureForm(`${settingsOf(variant)} ${more}`, fields, `{% raw %}${scriptOf("contact-capture", variant)}{% endraw %}`),
    portal,
  );
  const form = page.window.document.querySelector("form");
  if (!form) throw new Error("no form");
  return Object.assign(page, { form });
};
const enter = (form: HTMLFormElement): void => {
  for (const [name, value] of Object.entries(person)) {
    const input = form.querySelector<HTMLInputElement>(`[name=${name}]`);
    if (!input) throw new Error(`no ${name}`);
    input.value = value;
    input.dispatchEvent(new (form.ownerDocument.defaultView ?? window).Event("change", { bubbles: true }));
  }
};

describe.each(captureVariants)("the script for %s", (variant) => {
  it("captures from the kit's form and identifies", async () => {
    const { portal, shell } = openPortal(variant);
    const page = openCapture(variant, "", portal, shell);
    enter(page.form);
    expect(page.kinds()).toEqual([]);
    page.form.requestSubmit();
    await waitUntil(() => page.told.length > 0, "told");
    expect(
      page
        .kinds()
        .filter((kind) => kind !== "page")
        .sort(),
    ).toEqual(expected(variant));
    expectWrite(page, variant);
    expect(page.told).toEqual([{ authId: variant === "A-self" ? idB : idA }]);
    expect(page.events).toEqual([captured(variant), { name: "portalkit:identified", detail: { state: "identified" } }]);
    expect(page.form.dataset["state"]).toBe("done");
  });

  it("sends a visitor on, and shows what went wrong", async () => {
    const { portal, shell } = openPortal(variant);
    refuseToken(portal, variant);
    const page = openCapture(variant, 'data-success-kind="download" data-success-url="/file.pdf"', portal, shell);
    enter(page.form);
    page.form.requestSubmit();
    await waitUntil(() => page.form.dataset["state"] === "failed", "failed");
    expect(page.form.dataset["failure"]).toBe("token token-missing");
    expect(page.form.querySelector("[data-portal-kit-errors] p")?.textContent).toContain("We could not send your details.");
    page.form.requestSubmit();
    await waitUntil(() => page.form.dataset["state"] === "done", "done");
    expect(page.form.querySelector<HTMLAnchorElement>("[data-portal-kit-status] a")?.href).toBe("https://www.site.example.com/file.pdf");
  });

  it("keeps what is not through only where there is an outbox, and finishes it", async () => {
    if (variant === "A-self") return;
    const portal = createPortal();
    refuseToken(portal, variant);
    const page = openCapture(variant, "", portal);
    page.form.querySelector<HTMLInputElement>("[name=portal-kit-keep]")?.click();
    enter(page.form);
    page.form.requestSubmit();
    await waitUntil(() => page.form.dataset["state"] === "failed", "failed with an outbox");
    const { length } = page.window.sessionStorage;
    expect(length).toBe(has(variant, "outbox") ? 1 : 0);
    page.window.dispatchEvent(new page.window.Event("online"));
    if (!has(variant, "outbox")) return expect(page.form.dataset["state"]).toBe("failed");
    await waitUntil(() => page.form.dataset["state"] === "done", "done from the outbox");
    expectWrite(page, variant);
    expect(page.window.sessionStorage.getItem("portalkit.outbox")).toBeNull();
  });

  it("captures from a form that was there", async () => {
    const { portal, shell } = openPortal(variant);
    const template = `<div data-portal-kit-existing-form ${settingsOf(variant)} data-columns="lastname,emailaddress1" hidden></div>`;
    const page = open(`${shell}${renderForm({ inputs: person })}${template}<script>${scriptOf("existing-form", variant)}</script>`, portal);
    const { document } = page.window;
    const postbacks: string[] = [];
    for (const form of document.forms) form.submit = () => void postbacks.push(String(page.kinds()));
    document.querySelector<HTMLElement>("#InsertButton")?.click();
    await waitUntil(() => postbacks.length > 0 && page.told.length > 0, "posted and told");
    expect(
      page
        .kinds()
        .filter((kind) => kind !== "page")
        .sort(),
    ).toEqual(expected(variant));
    expectWrite(page, variant);
    expect(page.events[0]).toEqual(captured(variant));
  });
});

describe("the script for forms that make the contact themselves", () => {
  it("asks the portal's own library for the end of a partial postback", () => {
    const template = `<div data-portal-kit-existing-form ${settingsOf("A")} data-mode="created-by-form" hidden></div>`;
    const library = `<script>Sys = { WebForms: { PageRequestManager: { getInstance: () => ({ add_endRequest: (end) => { Sys.end = end; } }) } } };</script>`;
    const page = open(
      portalUser("") + library + renderForm({ inputs: person }) + template + `<script>${scriptOf("existing-form", "A")}</script>`,
    );
    for (const form of page.window.document.forms) form.submit = () => undefined;
    page.window.document.querySelector<HTMLElement>("#InsertButton")?.click();
    expect(page.window.sessionStorage.getItem("portalkit.awaits")).toMatch(/^\d+ https:\/\/www\.site\.example\.com\/$/);
    page.window.eval("Sys.end()");
    expect(page.window.sessionStorage.getItem("portalkit.awaits")).toBeNull();
  });
});
