import { createEmulator, type Emulator, type EmulatorOptions } from "../../../../portal-emulator/create-emulator.ts";
import { parseSite } from "../../../../site/parse-site.ts";
import type { Site } from "../../../../site/site.ts";
import { distFolder } from "../../../support/kit-site.ts";
import { idOf, ids, page, record, smallSite } from "../../../site/small-site.ts";

export const addresses = { portal: "http://localhost:4280", org: "http://127.0.0.1:4281", insights: "http://127.0.0.1:4282" };
export const formId = idOf(500);
export const stepIds = [idOf(601), idOf(602), idOf(603), idOf(604)] as const;
export const advancedId = idOf(600);
export const thanksId = idOf(700);
const authenticatedRoleId = idOf(591);

export interface FormSiteOptions {
  /** Keys of the basic form's record. */
  readonly form?: Record<string, string>;
  /** Metadata records of the basic form. */
  readonly metadata?: readonly Record<string, string>[];
  readonly script?: string;
  readonly settings?: Record<string, string>;
  /** Privileges of the anonymous role on contact. */
  readonly rights?: readonly string[];
  /** Steps of the multistep form, in order; each leads to the next unless it says otherwise. */
  readonly steps?: readonly Record<string, string>[];
  readonly advanced?: Record<string, string>;
  /** What the page's template says around the tag. */
  readonly template?: string;
  /** Other files of the site. */
  readonly more?: Readonly<Record<string, string>>;
}

/** All rights of both roles on a table. */
export function permitAll(table: string, n: number): Record<string, string> {
  return {
    [`table-permissions/${table}.tablepermission.yml`]: record({
      adx_entitylogicalname: table,
      adx_entityname: table,
      adx_entitypermission_webrole: [ids.anonymous, authenticatedRoleId],
      adx_entitypermissionid: idOf(n),
      adx_scope: "756150000",
      ...Object.fromEntries(["read", "create", "write", "delete", "append", "appendto"].map((right) => [`adx_${right}`, "true"])),
    }),
  };
}

/** A small site: `/form/` shows the basic form, `/steps/` the multistep form, `/thanks/` is where they may lead. */
export function formSite(options: FormSiteOptions = {}): Site {
  const { metadata = [], rights = ["create"], steps = [], settings = {} } = options;
  const template = (n: number, name: string, source: string): Record<string, string> => ({
    [`web-templates/${name}/${name}.webtemplate.yml`]: record({ adx_name: name, adx_webtemplateid: idOf(n) }),
    [`web-templates/${name}/${name}.webtemplate.source.html`]: source,
    [`page-templates/${name}.pagetemplate.yml`]: record({
      adx_name: name,
      adx_pagetemplateid: idOf(n + 10),
      adx_type: "756150001",
      adx_usewebsiteheaderandfooter: "true",
      adx_webtemplateid: idOf(n),
    }),
  });
  const sitePage = (id: string, name: string, templateId: string): Record<string, string> => ({
    [`web-pages/${name}/${name}.webpage.yml`]: page({
      adx_name: name,
      adx_pagetemplateid: templateId,
      adx_parentpageid: ids.home,
      adx_partialurl: name,
      adx_webpageid: id,
    }),
  });
  const list = (records: readonly Record<string, string>[]): string =>
    records.map((one) => `- ${record(one).trimEnd().replaceAll("\n", "\n  ")}\n`).join("");
  const files: Record<string, string> = {
    "webrole.yml": list([
      { adx_anonymoususersrole: "true", adx_authenticatedusersrole: "false", adx_name: "Visitors", adx_webroleid: ids.anonymous },
      { adx_anonymoususersrole: "false", adx_authenticatedusersrole: "true", adx_name: "Members", adx_webroleid: authenticatedRoleId },
    ]),
    ...template(510, "form", options.template ?? "<p>Before</p>{% entityform name: 'contact us' %}<p>After</p>"),
    ...template(530, "steps", "{% webform name: 'Apply' %}"),
    ...template(550, "thanks", "<p>Thanks</p>"),
    ...sitePage(idOf(701), "form", idOf(520)),
    ...sitePage(idOf(702), "steps", idOf(540)),
    ...sitePage(thanksId, "thanks", idOf(560)),
    "basic-forms/contact-us/Contact-us.basicform.yml": record({
      adx_entityformid: formId,
      adx_entityname: "contact",
      adx_name: "Contact us",
      adx_mode: "100000000",
      ...options.form,
    }),
    "table-permissions/Contacts.tablepermission.yml": record({
      adx_entitylogicalname: "contact",
      adx_entityname: "Contacts",
      adx_entitypermission_webrole: [ids.anonymous, authenticatedRoleId],
      adx_entitypermissionid: idOf(590),
      adx_scope: "756150000",
      ...Object.fromEntries(
        ["read", "create", "write", "delete", "append", "appendto"].map((right) => [`adx_${right}`, String(rights.includes(right))]),
      ),
    }),
    "advanced-forms/apply/Apply.advancedform.yml": record({
      adx_name: "Apply",
      adx_webformid: advancedId,
      adx_startstep: stepIds[0],
      adx_startnewsessiononload: "true",
      ...options.advanced,
    }),
  };
  if (metadata.length > 0)
    files["basic-forms/contact-us/Contact-us.basicform.basicformmetadata.yml"] = list(
      metadata.map((one, n) => ({ adx_entityform: formId, adx_entityformmetadataid: idOf(800 + n), adx_type: "100000000", ...one })),
    );
  if (options.script !== undefined) files["basic-forms/contact-us/Contact-us.basicform.custom_javascript.js"] = options.script;
  for (const [n, step] of steps.entries()) {
    const { column, ...keys } = step;
    const stem = `advanced-forms/apply/advanced-form-steps/step-${n}/Step-${n}`;
    files[`${stem}.advancedformstep.yml`] = record({
      adx_name: `Step ${n}`,
      adx_webform: advancedId,
      adx_webformstepid: stepIds[n] ?? "",
      adx_targetentitylogicalname: "contact",
      adx_type: "100000001",
      ...(stepIds[n + 1] !== undefined && n + 1 < steps.length && { adx_nextstep: stepIds[n + 1] ?? "" }),
      ...keys,
    });
    if (column !== undefined)
      files[`${stem}.advancedformstep.advancedformmetadata.yml`] = list([
        {
          adx_webformstep: stepIds[n] ?? "",
          adx_webformmetadataid: idOf(900 + n),
          adx_type: "100000000",
          adx_attributelogicalname: column,
        },
      ]);
  }
  const site = smallSite({ ...files, ...options.more });
  site.set(
    "sitesetting.yml",
    (site.get("sitesetting.yml") ?? "") +
      list(Object.entries(settings).map(([name, value], n) => ({ adx_name: name, adx_sitesettingid: idOf(950 + n), adx_value: value }))),
  );
  return parseSite(site);
}

export interface Browser {
  readonly emulator: Emulator;
  get(path: string): Promise<Response>;
  /** Posts a page's form as the browser does, the button pressed. */
  post(path: string, html: string, values: Readonly<Record<string, string>>, button?: string, files?: readonly File[]): Promise<Response>;
  signIn(contactId: string): Promise<void>;
  /** Another visitor of the same emulator. */
  another(): Browser;
  contacts(): readonly Readonly<Record<string, unknown>>[];
}

/** An emulator without a socket, and one visitor's cookies. */
export async function openBrowser(site: Site, options: Partial<EmulatorOptions> = {}): Promise<Browser> {
  return visit(await createEmulator({ site, database: ":memory:", distFolder, addresses, ...options }));
}

function visit(emulator: Emulator): Browser {
  const cookies = new Map<string, string>();
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    headers.set("host", "localhost:4280");
    headers.set("cookie", [...cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    const response = await emulator.fetch("portal", new Request(addresses.portal + path, { ...init, headers }));
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";");
      cookies.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
    }
    return response;
  };
  return {
    emulator,
    get: (path) => ask(path),
    post(path, html, values, button = "InsertButton", files = []) {
      const body = new URLSearchParams();
      for (const [, tag = ""] of html.matchAll(/<(?:input|textarea|select)([^>]*)>/g)) {
        const read = (name: string): string | undefined =>
          new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1]?.replaceAll("&quot;", '"').replaceAll("&amp;", "&");
        const [name, id, type] = [read("name"), read("id"), read("type")];
        if (
          name === undefined ||
          id === undefined ||
          type === "button" ||
          type === "radio" ||
          type === "checkbox" ||
          type === "search" ||
          type === "file"
        )
          continue;
        body.set(name, values[id] ?? read("value") ?? "");
      }
      for (const [, id = "", name = ""] of html.matchAll(/<input id="(\w+)_0" type="radio" name="([^"]*)"/g))
        if (values[id] !== undefined) body.set(name, values[id]);
      for (const [, id = "", name = "", value = ""] of html.matchAll(
        /<input id="(\w+)_\d+" type="checkbox" name="([^"]*)" value="([^"]*)"/g,
      ))
        if (values[id]?.split(",").includes(value)) body.set(name, value);
      const name = new RegExp(`id="${button}" name="([^"]*)"`).exec(html)?.[1];
      if (name === undefined) throw new Error(`no ${button}`);
      body.set("__EVENTTARGET", name);
      const headers = { origin: addresses.portal };
      if (files.length === 0) return ask(path, { method: "POST", body, headers });
      const form = new FormData();
      for (const [key, value] of body) form.append(key, value);
      const fileInput = /<input type="file" id="\w+" name="([^"]*)"/.exec(html)?.[1] ?? "";
      for (const file of files) form.append(fileInput, file);
      return ask(path, { method: "POST", body: form, headers });
    },
    async signIn(contactId) {
      const response = await ask("/_emulator/sign-in", {
        method: "POST",
        body: JSON.stringify({ persona: contactId }),
        headers: { "content-type": "application/json", origin: addresses.portal },
      });
      if (response.status >= 400) throw new Error(`sign-in: ${response.status} ${await response.text()}`);
    },
    another: () => visit(emulator),
    contacts: () => emulator.store.query("contact"),
  };
}
