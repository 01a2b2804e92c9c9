import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page, SerializedAXNode } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { checkPage, wear } from "./form-accessibility/check-page.ts";
import { languages, readTexts, replies, serveForm, type FormServer, type Language, type Reply } from "./form-accessibility/form-server.ts";
import { siteStyles, type SiteStyle } from "./form-accessibility/site-styles.ts";

const formSelector = "form[data-portal-kit-form]";
/** With a folder in this variable, every state is photographed in every style. */
const shots = process.env["PORTAL_KIT_SCREENSHOTS"];

let browser: Browser;
let server: FormServer;
beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser("chromium"), serveForm()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** A state the form can be in, and how a visitor gets it there. */
interface Scene {
  readonly name: string;
  readonly settings?: string;
  readonly lookUp?: Reply | "never";
  readonly create?: Reply | "never";
  /** In place of filling in every field and sending. */
  readonly act?: (page: Page) => Promise<void>;
  readonly state: string;
  /** Key of the text that must be seen. */
  readonly text?: string;
}

const outbox = 'data-outbox="true"';
const scenes: readonly Scene[] = [
  { name: "idle", settings: outbox, act: async () => undefined, state: "idle", text: "form.keep-note" },
  { name: "every field wrong", settings: outbox, act: spoilAll, state: "failed", text: "error.summary" },
  { name: "checking", lookUp: "never", state: "checking", text: "status.checking" },
  { name: "sending", create: "never", state: "sending", text: "status.sending" },
  { name: "done", state: "done", text: "status.done" },
  { name: "pending", settings: 'data-existing="confirmed"', lookUp: replies.somebody, state: "pending", text: "status.pending" },
  {
    name: "done with a download",
    settings: 'data-success-kind="download" data-success-url="/guide.pdf"',
    state: "done",
    text: "success.download",
  },
  { name: "failed", create: { status: 400 }, state: "failed", text: "error.failed" },
  { name: "failed: busy", create: { status: 429, headers: { "retry-after": "60" } }, state: "failed", text: "error.busy" },
  { name: "failed: too large", create: { status: 413 }, state: "failed", text: "error.too-large" },
  {
    name: "failed: session expired",
    lookUp: { status: 302, headers: { location: "/sign-in" } },
    state: "failed",
    text: "error.session-expired",
  },
  { name: "failed: sign-in required", settings: 'data-path="A-self"', state: "failed", text: "error.sign-in-required" },
  { name: "failed: spam suspected", act: springTrap, state: "failed", text: "error.spam-suspected" },
  { name: "failed: offline", act: goOffline, state: "failed", text: "error.offline" },
  { name: "failed: answer lost", act: loseAnswer, state: "failed", text: "error.answer-lost" },
];

describe.each(languages)("the form in %s", (language) => {
  const texts = readTexts(language);
  let page: Page;
  beforeAll(async () => {
    page = await browser.newPage();
    await page.setViewport({ width: 760, height: 1_200 });
  });
  afterAll(() => page?.close());

  it.each(scenes)(
    "has nothing that axe objects to: $name",
    async ({ name, settings = "", lookUp, create, act = fillAndSend, state, text }) => {
      server.answer(hold(lookUp ?? replies.nobody), hold(create ?? replies.created));
      await page.goto(server.address(language, settings), { waitUntil: "load" });
      await act(page);
      await page.waitForSelector(`${formSelector}[data-state=${state}]`);
      if (text !== undefined)
        await page.waitForFunction(
          (form, expected) => document.querySelector<HTMLElement>(form)?.innerText.includes(expected),
          {},
          formSelector,
          texts[text] ?? "",
        );
      expect(await checkPage(page)).toEqual([]);
      await photograph(page, language, name);
    },
  );

  it("tells visitors without JavaScript what to do", async () => {
    const bare = await browser.newPage();
    await bare.setJavaScriptEnabled(false);
    await bare.goto(server.address(language), { waitUntil: "load" });
    const seen = await bare.$eval("noscript", (element) => element.innerText.trim());
    const isDisabled = await bare.$eval(`${formSelector} button`, (button) => button.disabled);
    const html = await bare.content();
    await bare.close();
    expect(seen).toBe(texts["form.noscript"]);
    expect(isDisabled).toBe(true);
    // What looks at the page is a script itself: it gets a copy in which nothing else runs.
    await page.goto("about:blank");
    await page.setContent(html.replaceAll("noscript>", "div>").replaceAll(/<script[\s\S]*?<\/script>/g, ""));
    expect(await page.$eval("form", (form) => form.innerText)).toContain(texts["form.noscript"]);
    expect(await checkPage(page)).toEqual([]);
    await photograph(page, language, "without JavaScript");
  });
});

it("finds what is wrong with a form: a label that is missing, a text too pale, a target too small", async () => {
  const page = await browser.newPage();
  try {
    await page.goto(server.address("en-US"), { waitUntil: "load" });
    await page.evaluate(() => {
      document.querySelector("label[for=portal-kit-lastname]")?.remove();
      document.querySelector("button")?.setAttribute("style", "min-height:0;height:8px;padding:0;width:8px;overflow:hidden");
      document.querySelector("legend")?.setAttribute("style", "color:#ccc");
      document.querySelector("#portal-kit-donotphone")?.setAttribute("style", "position:absolute;width:8px;height:8px");
    });
    const found = await checkPage(page);
    for (const rule of ["plain: label", "plain: color-contrast", "Bootstrap 3: color-contrast"]) {
      expect(
        found.some((violation) => violation.startsWith(`${rule}: `)),
        `${rule} in ${found.join("\n")}`,
      ).toBe(true);
    }
  } finally {
    await page.close();
  }
});

describe.each<Language>(["en-US", "ar-SA"])("by the keyboard alone, in %s", (language) => {
  it("goes from field to field, from the summary to what is wrong, and to the message when it is through", async () => {
    const texts = readTexts(language);
    const page = await browser.newPage();
    try {
      server.answer(replies.nobody, replies.created);
      await page.goto(server.address(language, outbox), { waitUntil: "load" });
      const order: string[] = [];
      for (;;) {
        await page.keyboard.press("Tab");
        order.push(await focused(page));
        if (order.at(-1) === "submit" || order.length > 20) break;
      }
      // One stop for the two buttons of one question; none for the trap and for what is hidden.
      expect(order).toEqual([
        "firstname",
        "lastname",
        "emailaddress1",
        "mobilephone",
        "description",
        "pk_newsletter",
        "donotphone",
        "portal-kit-keep",
        "submit",
      ]);
      await page.keyboard.press("Space");
      await page.waitForSelector(`${formSelector}[data-state=failed]`);
      expect(await focused(page)).toBe("errors");
      await page.keyboard.press("Tab");
      expect(await focused(page)).toBe("link to portal-kit-lastname");
      await page.keyboard.press("Enter");
      expect(await focused(page)).toBe("lastname");
      // What is wrong is read out with the field.
      expect(await page.$eval("#portal-kit-lastname", (input) => input.getAttribute("aria-invalid"))).toBe("true");
      expect(await page.$eval("#portal-kit-lastname-error", (message) => message.textContent)).toContain(texts["label.lastname"]);

      await page.keyboard.sendCharacter("Example");
      await page.keyboard.press("Tab");
      await page.keyboard.sendCharacter("ada@example.com");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      await page.keyboard.sendCharacter("Text");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Space");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Space");
      expect(await page.$$eval(`${formSelector} :checked`, (inputs) => inputs.map((input) => input.id))).toEqual([
        "portal-kit-pk_newsletter",
        "portal-kit-donotphone",
      ]);
      await page.keyboard.press("ArrowDown");
      expect(await page.$eval("#portal-kit-donotphone-no", (input) => (input as HTMLInputElement).checked)).toBe(true);
      await page.focus("#portal-kit-lastname");
      await page.keyboard.press("Enter");
      await page.waitForSelector(`${formSelector}[data-state=done]`);
      expect(await focused(page)).toBe("status");
      expect(await page.$eval("[data-portal-kit-status]", (status) => status.textContent)).toBe(texts["status.done"]);
    } finally {
      await page.close();
    }
  });

  it("is described to a screen reader: names, roles, what is required and wrong, and what speaks by itself", async () => {
    const texts = readTexts(language);
    const page = await browser.newPage();
    try {
      await page.goto(server.address(language, outbox), { waitUntil: "load" });
      expect(await describeTree(page)).toEqual(describeForm(texts, false));
      await page.click(`${formSelector} button[type=submit]`);
      await page.waitForSelector(`${formSelector}[data-state=failed]`);
      const tree = await describeTree(page);
      const say = (label: string): string => (texts["error.required"] ?? "").replace("[label]", label);
      const wrong = [texts["label.lastname"] ?? "", texts["label.emailaddress1"] ?? "", "Label description", "Label donotphone"];
      expect(tree.filter((line) => line.startsWith("link"))).toEqual(wrong.map((label) => `link "${say(label)}"`));
      expect(tree.filter((line) => line.startsWith("alert"))).toHaveLength(1);
      expect(tree.filter((line) => !/^(link|alert)/.test(line))).toEqual(describeForm(texts, true));
    } finally {
      await page.close();
    }
  });

  it("speaks through live regions that are there from the start", async () => {
    const page = await browser.newPage();
    try {
      await page.goto(server.address(language), { waitUntil: "load" });
      const regions = await page.$$eval("[data-portal-kit-errors],[data-portal-kit-status]", (elements) =>
        elements.map((element) => [element.getAttribute("role"), element.getAttribute("tabindex"), element.textContent?.trim()]),
      );
      expect(regions).toEqual([
        ["alert", "-1", ""],
        ["status", "-1", ""],
      ]);
    } finally {
      await page.close();
    }
  });
});

const hold = (reply: Reply | "never"): Reply | Promise<Reply> => (reply === "never" ? new Promise(() => undefined) : reply);

const send = (page: Page): Promise<void> => page.click(`${formSelector} button[type=submit]`);

async function fill(page: Page): Promise<void> {
  const values = { lastname: "Example", emailaddress1: "ada@example.com", description: "Text" };
  for (const [column, value] of Object.entries(values)) {
    await page.focus(`${formSelector} [name=${column}]`);
    await page.keyboard.sendCharacter(value);
  }
  await page.click("#portal-kit-donotphone");
}

async function fillAndSend(page: Page): Promise<void> {
  await fill(page);
  await send(page);
}

/** Everything required is missing but the address, which is none, and the text is too long, as a script of the page's may leave it. */
async function spoilAll(page: Page): Promise<void> {
  await page.focus(`${formSelector} [name=emailaddress1]`);
  await page.keyboard.sendCharacter("ada.example.com");
  await page.$eval(`${formSelector} [name=description]`, (area) => ((area as HTMLTextAreaElement).value = "x".repeat(201)));
  await page.$eval(`${formSelector} [name=mobilephone]`, (input) => ((input as HTMLInputElement).value = "1".repeat(51)));
  await send(page);
  await page.waitForFunction((form) => document.querySelectorAll(`${form} [data-portal-kit-errors] a`).length === 5, {}, formSelector);
}

async function springTrap(page: Page): Promise<void> {
  await fill(page);
  await page.$eval("[name=portal-kit-website]", (input) => ((input as HTMLInputElement).value = "https://example.com"));
  await send(page);
}

async function goOffline(page: Page): Promise<void> {
  await fill(page);
  await page.setOfflineMode(true);
  await send(page);
  await page.waitForSelector(`${formSelector}[data-state=failed]`);
  await page.setOfflineMode(false);
}

/** The create is answered with a fault of the portal, and so is the look-up that follows. */
async function loseAnswer(page: Page): Promise<void> {
  let created: (reply: Reply) => void = () => undefined;
  server.answer(replies.nobody, new Promise<Reply>((resolve) => (created = resolve)));
  await fill(page);
  await send(page);
  await page.waitForSelector(`${formSelector}[data-state=sending]`);
  server.answer({ status: 500 }, { status: 500 });
  created({ status: 500 });
}

/** The name of the control that has the focus, or of ours. */
async function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (element?.matches("[data-portal-kit-errors]")) return "errors";
    if (element?.matches("[data-portal-kit-status]")) return "status";
    if (element instanceof HTMLAnchorElement) return `link to ${element.hash.slice(1)}`;
    if (element instanceof HTMLButtonElement) return element.type;
    return element?.getAttribute("name") ?? element?.tagName ?? "";
  });
}

/** The form as assistive technology gets it: role, name and states of everything that has a part in it, in order. */
async function describeTree(page: Page): Promise<string[]> {
  const form = await page.$(formSelector);
  const tree = await page.accessibility.snapshot({ interestingOnly: false, ...(form && { root: form }) });
  const lines: string[] = [];
  const walk = (node: SerializedAXNode): void => {
    const states = [
      node.required === true && "required",
      node.invalid === "true" && "invalid",
      node.disabled === true && "disabled",
    ].filter(Boolean);
    if (/^(textbox|checkbox|radio|button|link|alert|radiogroup|group)$/.test(node.role))
      lines.push([`${node.role} "${node.name ?? ""}"`, ...states].join(" "));
    for (const child of node.children ?? []) walk(child);
  };
  if (tree !== null) walk(tree);
  return lines;
}

function describeForm(texts: Readonly<Record<string, string>>, isWrong: boolean): string[] {
  const invalid = isWrong ? " invalid" : "";
  return [
    `textbox "${texts["label.firstname"]}"`,
    `textbox "${texts["label.lastname"]}" required${invalid}`,
    `textbox "${texts["label.emailaddress1"]}" required${invalid}`,
    `textbox "${texts["label.mobilephone"]}"`,
    `textbox "Label description" required${invalid}`,
    `checkbox "Label pk_newsletter"`,
    `group "Label donotphone"`,
    `radio "${texts["consent.yes"]}"${invalid}`,
    `radio "${texts["consent.no"]}"${invalid}`,
    `checkbox "${texts["form.keep"]}"`,
    `button "${texts["form.submit"]}"`,
  ];
}

async function photograph(page: Page, language: Language, name: string): Promise<void> {
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  // Object.keys forgets that the keys are the styles.
  for (const style of Object.keys(siteStyles) as SiteStyle[]) {
    await wear(page, style);
    await page.screenshot({ path: join(shots, `${name}, ${style}, ${language}.png`.replaceAll(/[ :,]+/g, "-")), fullPage: true });
  }
  await wear(page, "plain");
}
