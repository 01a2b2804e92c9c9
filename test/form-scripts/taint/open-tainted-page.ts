import { JSDOM, VirtualConsole } from "jsdom";
import { antiForgeryName, tokenPath } from "../../../contract/names.ts";
import { renderCaptureForm, renderTracking, type TestField } from "../../web-templates/render-template.ts";
import { typed } from "./marks.ts";
import { recordPage, type Trace } from "./record-page.ts";

/** The number of a choice. */
const given = 918_273_645;
const fields: readonly TestField[] = [
  { column: "firstname", type: "text" },
  { column: "lastname", type: "text", required: true },
  { column: "emailaddress1", type: "email", required: true, maxLength: 100 },
  { column: "mobilephone", type: "tel" },
  { column: "description", type: "textarea", maxLength: 2_000 },
  { column: "pk_consent", type: "consent-checkbox", given },
];

export const contactId = "5a5a1e57-0bad-4cab-8a5e-5eed5eed5eed";
export const token = "ZqAntiForgeryToken";
/** Marks of what is not typed. */
export const marks = { consent: String(given), token, contact: [contactId, contactId.replaceAll("-", "")] };

const json = { "content-type": "application/json; odata.metadata=minimal" };
export const calls = ["token", "look-up", "create"] as const;
export type Call = (typeof calls)[number];
/** Undefined: the connection breaks. */
export type Answer = () => Response | undefined;
const noContact: Answer = () => new Response('{"value":[]}', { headers: json });
const answers: Readonly<Record<Call, Answer>> = {
  token: () =>
    new Response(`<input name="${antiForgeryName}" type="hidden" value="${token}" />`, { headers: { "content-type": "text/html" } }),
  "look-up": noContact,
  create: () => new Response(null, { status: 204, headers: { entityid: contactId } }),
};
export const aContact: Answer = () =>
  new Response(JSON.stringify({ value: [{ contactid: contactId, emailaddress1: typed.emailaddress1 }] }), { headers: json });

export interface TaintedPage {
  readonly traces: readonly Trace[];
  readonly form: HTMLFormElement;
  /** Types everything, ticks what there is to tick, and sends. Resolves when the submission has ended; with its state. */
  submit(options: { readonly keep: boolean }): Promise<string>;
  /** Adds what lies about now. */
  lookAround(): Promise<void>;
  close(): void;
}

export interface TaintedOptions {
  readonly scripts: { readonly tracking: string; readonly capture: string };
  /** In place of the ordinary answers. */
  readonly answers?: Partial<Readonly<Record<Call, Answer>>>;
  readonly settings?: string;
  /** Run after the form's script. */
  readonly leak?: string;
  readonly consent?: "granted" | "denied";
}

/** The whole page in jsdom: tracking with consent, a tracker that keeps what it is told, the form, and a portal whose every answer is marked. */
export function openTaintedPage({ scripts, settings = "", leak = "", consent = "granted", ...options }: TaintedOptions): TaintedPage {
  const traces: Trace[] = [];
  // What a box would send stands in the page from the start.
  const report = ({ channel, where, text }: Trace): void =>
    void traces.push({ channel, where, text: channel === "page" ? text.replace(`value="${given}"`, "") : text });
  let lookAround: () => Promise<void> = async () => undefined;
  const pasted = `<script>window.MSCI = { setUser: function (user) { window.tellTracker(user); } };</script>`;
  const html = `<!doctype html><html lang="en"><head><title>Page</title></head><body>${renderTracking(pasted, 'data-consent-mode="opt-in"', { script: scripts.tracking })}
<main>${renderCaptureForm(settings, fields, scripts.capture)}</main><script>${leak}</script></body></html>`;
  const virtualConsole = new VirtualConsole();
  virtualConsole.on("jsdomError", (error) => report({ channel: "error", where: "jsdom", text: `${error.message} ${String(error.cause)}` }));
  const dom = new JSDOM(html, {
    url: "https://www.site.example.com/form?utm_source=news",
    runScripts: "dangerously",
    pretendToBeVisual: true,
    virtualConsole,
    beforeParse(window) {
      window.document.cookie = `portalkit.consent=${consent}.1.mb1c2d3e`;
      // Pauses are over at once; limits stay what they are.
      const setTimeout = window.setTimeout.bind(window);
      Object.assign(window, {
        fetch: (url: string, init: RequestInit = {}) =>
          answer(report, { ...answers, ...options.answers }, new URL(url, window.location.href), init),
        setTimeout: (act: () => void, ms = 0) => setTimeout(act, ms < 5_000 ? 0 : ms),
        tellTracker: (user: unknown) => report({ channel: "tracker", where: "setUser", text: JSON.stringify(user) }),
      });
      lookAround = recordPage(window as unknown as Window & typeof globalThis, report);
    },
  });
  const form = dom.window.document.querySelector("form");
  if (form === null) throw new Error("the page has no form");
  return {
    traces,
    form,
    lookAround: () => lookAround(),
    close: () => dom.window.close(),
    async submit({ keep }) {
      form.querySelector<HTMLInputElement>("[name=firstname]")?.focus();
      for (const [column, value] of Object.entries(typed)) {
        const control = form.querySelector<HTMLInputElement>(`[name=${column}]`);
        if (control === null) throw new Error(`no control ${column}`);
        control.value = value;
        control.dispatchEvent(new dom.window.Event("change", { bubbles: true }));
      }
      form.querySelector<HTMLInputElement>("[name=pk_consent]")?.click();
      if (keep) form.querySelector<HTMLInputElement>("[name=portal-kit-keep]")?.click();
      form.querySelector<HTMLButtonElement>("button[type=submit]")?.click();
      const deadline = Date.now() + 4_000;
      while (!/done|pending|failed/.test(form.dataset["state"] ?? "")) {
        if (Date.now() > deadline) throw new Error(`the form is still ${form.dataset["state"]}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      // The tracker is told after the form has shown how it ended.
      await new Promise((resolve) => setTimeout(resolve, 10));
      return form.dataset["state"] ?? "";
    },
  };
}

async function answer(
  report: (trace: Trace) => void,
  from: Readonly<Record<Call, Answer>>,
  url: URL,
  init: RequestInit,
): Promise<Response> {
  const { method = "GET", headers = {}, body } = init;
  const where = `${method} ${url.pathname}`;
  report({ channel: "request-url", where, text: url.href });
  for (const [name, value] of new Headers(headers)) report({ channel: "request-header", where: `${where} ${name}`, text: value });
  // Ours are texts.
  if (body) report({ channel: "request-body", where, text: body as string });
  if (url.pathname !== tokenPath && !url.pathname.startsWith("/_api/contacts"))
    return new Response("<!doctype html><title>Page</title>", { headers: { "content-type": "text/html" } });
  const call: Call = url.pathname === tokenPath ? "token" : method === "GET" ? "look-up" : "create";
  const response = from[call]();
  if (response === undefined) throw new TypeError(`Failed to fetch ${url.href}`);
  return response;
}
