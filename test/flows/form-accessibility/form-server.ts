import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { antiForgeryName, textSnippetPrefix, tokenPath } from "../../../contract/names.ts";
import { buildBrowserScript } from "../../support/build-browser-script.ts";
import { root } from "../../support/kit-site.ts";
import { renderCaptureForm, type TestField } from "../../web-templates/render-template.ts";
import { siteStyles } from "./site-styles.ts";

export const languages = ["en-US", "de-DE", "fr-FR", "es-ES", "ja-JP", "ar-SA"] as const;
export type Language = (typeof languages)[number];

/** How the portal answers: a status, and what goes with it. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const contactId = "11111111-2222-4333-8444-555555555555";
export const replies = {
  nobody: { status: 200, headers: { "content-type": "application/json" }, body: '{"value":[]}' },
  somebody: { status: 200, headers: { "content-type": "application/json" }, body: `{"value":[{"contactid":"${contactId}"}]}` },
  created: { status: 204, headers: { entityid: contactId } },
} as const satisfies Record<string, Reply>;

/** Every kind of control the form can have. */
const fields: readonly TestField[] = [
  { column: "firstname", type: "text" },
  { column: "lastname", type: "text", required: true },
  { column: "emailaddress1", type: "email", required: true, maxLength: 100 },
  { column: "mobilephone", type: "tel" },
  { column: "description", type: "textarea", required: true, maxLength: 200 },
  { column: "pk_newsletter", type: "consent-checkbox" },
  { column: "donotphone", type: "consent-yes-no", required: true, given: false, refused: true },
  { column: "pk_landing", type: "hidden", from: "landing-page" },
];

export const readTexts = (language: Language): Readonly<Record<string, string>> =>
  // A file of ours: keys and texts.
  JSON.parse(readFileSync(join(root, "snippets/texts", `${language}.json`), "utf8")) as Record<string, string>;

export interface FormServer {
  address(language: Language, settings?: string): string;
  /** What the portal says to a look-up and to a create from now on; a promise is waited for. */
  answer(lookUp: Reply | Promise<Reply>, create?: Reply | Promise<Reply>): void;
  close(): Promise<void>;
}

/** A page with nothing but the form, from its sources, and a portal that answers as it is told. */
export async function serveForm(): Promise<FormServer> {
  const script = buildBrowserScript("form-scripts/contact-capture/main.ts");
  let lookUp: Reply | Promise<Reply> = replies.nobody;
  let create: Reply | Promise<Reply> = replies.created;
  const renderPage = (language: Language, settings: string): string => {
    const texts = readTexts(language);
    const snippets = Object.fromEntries(Object.entries(texts).map(([key, text]) => [textSnippetPrefix + key, text]));
    const sheets = Object.entries(siteStyles).map(
      ([name, css]) => `<style data-style="${name}" media="${name === "plain" ? "all" : "not all"}">${css}</style>`,
    );
    const title = texts["page.title"] ?? "";
    return `<!doctype html><html lang="${language}"${language === "ar-SA" ? ' dir="rtl"' : ""}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title><link rel="icon" href="data:,">${sheets.join("")}</head>
<body><main><h1>${title}</h1>${renderCaptureForm(settings, fields, script, snippets)}</main></body></html>`;
  };
  const reply = async (method: string, url: URL): Promise<Reply> => {
    if (url.pathname === tokenPath) return { status: 200, body: `<input name="${antiForgeryName}" type="hidden" value="t">` };
    if (url.pathname.startsWith("/_api/")) return method === "GET" ? lookUp : create;
    // The address is made below.
    const language = (url.searchParams.get("language") ?? "en-US") as Language;
    return {
      status: 200,
      headers: { "content-type": "text/html; charset=utf-8" },
      body: renderPage(language, url.searchParams.get("settings") ?? ""),
    };
  };
  const server = createServer((request, response) => {
    const { method = "GET", url = "/" } = request;
    request.resume();
    void reply(method, new URL(url, "http://localhost")).then(({ status, headers = {}, body = "" }) =>
      response.writeHead(status, { ...headers }).end(body),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A listening TCP server has an address with a port.
  const { port } = server.address() as AddressInfo;
  return {
    address: (language, settings = "") => `http://localhost:${port}/form?${new URLSearchParams({ language, settings }).toString()}`,
    answer(toLookUp, toCreate = replies.created) {
      lookUp = toLookUp;
      create = toCreate;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
