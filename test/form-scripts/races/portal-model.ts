import { antiForgeryName, tokenPath } from "../../../contract/names.ts";
import type { Random } from "./random.ts";

/** What the portal knows of a browser: its session, and who has signed in with it. */
export interface PortalSession {
  id: number;
  /** "" for an anonymous visitor. */
  contactId: string;
}

export interface PortalAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface ContactRow {
  readonly contactid: string;
  readonly emailaddress1: string;
  /** The request that made it; undefined: it was there, or was made outside the site. */
  readonly madeBy: PortalCall | undefined;
  /** Place in the order of everything that happens. */
  readonly madeAt: number;
}

/** One request as the portal carried it out. */
export interface PortalCall {
  readonly kind: "token" | "look-up" | "create" | "refused" | "page";
  readonly email: string | undefined;
  /** Place in the order of everything that happens. */
  readonly at: number;
  readonly isFromCache: boolean;
  /** Ids a look-up was told. */
  readonly found: readonly string[];
}

export interface PortalModel {
  readonly contacts: ContactRow[];
  handle(session: PortalSession, url: string, init: RequestInit): { readonly call: PortalCall; readonly answer: PortalAnswer };
  /** A contact from anywhere but this site: the read cache does not notice. */
  addOutside(email: string): ContactRow;
}

const json = (status: number, body: unknown): PortalAnswer => ({
  status,
  headers: { "content-type": "application/json; odata.metadata=minimal" },
  text: JSON.stringify(body),
});
const html = (text: string): PortalAnswer => ({ status: 200, headers: { "content-type": "text/html; charset=utf-8" }, text });
const refuse = (status: number, code: string): PortalAnswer => json(status, { error: { code, message: "no" } });

export interface PortalOptions {
  readonly random: Random;
  /** The next place in the order of everything that happens. */
  readonly tick: () => number;
  /** Reads are answered from a cache that only writes through the site clear. It is documented so; without it every read is new. */
  readonly hasReadCache: boolean;
  /** PATCH by alternate key: observed (third party), not documented. */
  readonly answersKeys: boolean;
}

/**
 * A portal that does one thing at a time: contacts with atomic creates, tokens that are worth something in the session they were made for, and a
 * read cache. Enough of the Web API for the form; whatever else is asked of it throws.
 */
export function createPortalModel({ random, tick, hasReadCache, answersKeys }: PortalOptions): PortalModel {
  const contacts: ContactRow[] = [];
  const tokens = new Map<string, number>();
  const cache = new Map<string, ContactRow[]>();

  const newId = (): string => {
    const hex = (length: number): string => Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join("");
    return `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;
  };
  const add = (email: string, madeBy: PortalCall | undefined): ContactRow => {
    const row = { contactid: newId(), emailaddress1: email, madeBy, madeAt: madeBy?.at ?? tick() };
    contacts.push(row);
    return row;
  };
  const withEmail = (email: string): ContactRow[] => contacts.filter(({ emailaddress1 }) => emailaddress1 === email);

  const lookUp = (url: URL): { email: string; rows: ContactRow[]; isFromCache: boolean } => {
    const filter = url.searchParams.get("$filter") ?? "";
    const email = /^emailaddress1 eq '(.*)'$/.exec(filter)?.[1];
    if (email === undefined) throw new Error(`the portal model cannot filter by ${filter}`);
    const cached = hasReadCache ? cache.get(url.search) : undefined;
    const rows = cached ?? withEmail(email);
    cache.set(url.search, rows);
    return { email, rows, isFromCache: !!cached };
  };

  return {
    contacts,
    addOutside: (email) => add(email, undefined),
    handle(session, path, init) {
      const at = tick();
      const method = init.method ?? "GET";
      const url = new URL(path, "https://www.site.example.com");
      const headers = new Headers(init.headers);
      const call = (kind: PortalCall["kind"], email?: string): PortalCall => ({ kind, email, at, isFromCache: false, found: [] });
      if (method === "GET" && url.pathname === tokenPath) {
        const token = `token-${at}`;
        tokens.set(token, session.id);
        return { call: call("token"), answer: html(`<input name="${antiForgeryName}" type="hidden" value="${token}" />`) };
      }
      if (method === "GET" && !url.pathname.startsWith("/_api/")) {
        return { call: call("page"), answer: html(`<script>Portal = { User: { contactId: '${session.contactId}' } };</script>`) };
      }
      if (method === "GET" && url.pathname === "/_api/contacts") {
        const { email, rows, isFromCache } = lookUp(url);
        const found = rows.map(({ contactid }) => contactid);
        const value = rows.map(({ contactid, emailaddress1 }) => ({ contactid, emailaddress1 }));
        return { call: { ...call("look-up", email), isFromCache, found }, answer: json(200, { value }) };
      }
      const key = /^\/_api\/contacts\(emailaddress1='(.*)'\)$/.exec(url.pathname)?.[1];
      const isByKey = method === "PATCH" && key !== undefined && headers.get("If-None-Match") === "*";
      if (!isByKey && (method !== "POST" || url.pathname !== "/_api/contacts"))
        throw new Error(`the portal model does not know ${method} ${path}`);
      // A request's body comes from our own script.
      const { emailaddress1 } = JSON.parse(typeof init.body === "string" ? init.body : "{}") as { emailaddress1: string };
      const refusal = (status: number, code: string): { readonly call: PortalCall; readonly answer: PortalAnswer } => ({
        call: call("refused", emailaddress1),
        answer: refuse(status, code),
      });
      if (tokens.get(headers.get(antiForgeryName) ?? "") !== session.id) return refusal(403, "90040107");
      if (isByKey && decodeURIComponent(key) !== emailaddress1) throw new Error(`the key ${key} is not the address that is written`);
      if (isByKey && !answersKeys) return refusal(400, "9004010A");
      if (isByKey && withEmail(emailaddress1).length > 0) return refusal(412, "0x80060882");
      cache.clear();
      const create = call("create", emailaddress1);
      const { contactid } = add(emailaddress1, create);
      return { call: create, answer: { status: 204, headers: { entityid: contactid }, text: "" } };
    },
  };
}
