import { antiForgeryName, tokenPath } from "../../../contract/names.ts";

/** The calls a submission can make, told apart by address and method. */
export const callKinds = ["token", "page", "look-up", "create", "update-own", "by-key"] as const;
export type CallKind = (typeof callKinds)[number];

export interface PortalCall {
  readonly kind: CallKind;
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string;
  /** Which opening of the page sends it. */
  readonly pageNumber: number;
}

export type ModelContact = Readonly<Record<string, unknown>> & { readonly contactid: string; readonly madeByPage?: number };

/** One browser as the portal knows it: who is signed in with it, and the cookie that belongs to its tokens. */
export interface PortalSession {
  readonly contactId: string;
  cookie: string;
}

export interface ModelPortal {
  contacts: ModelContact[];
  /** Carries the call out; its answer may still be lost on the way. */
  handle(call: PortalCall, session: PortalSession): Response;
  /** Every token given so far is useless from now on. */
  forgetTokens(): void;
}

export const html = (text: string, status = 200): Response =>
  new Response(text, { status, headers: { "Content-Type": "text/html; charset=utf-8" } });
export const json = (body: unknown, status = 200): Response =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json; odata.metadata=minimal" } });
export const portalError = (status: number, code: string): Response => json({ error: { code, message: "refused" } }, status);

/** What a call is, or undefined for one that no part of the flow is known to make. */
export function readCallKind(url: string, method: string, pageUrl: string): CallKind | undefined {
  const { pathname, href, origin } = new URL(url, pageUrl);
  if (pathname === tokenPath && method === "GET") return "token";
  if (href === pageUrl && method === "GET") return "page";
  if (origin !== new URL(pageUrl).origin || !pathname.startsWith("/_api/contacts")) return undefined;
  if (method === "GET") return "look-up";
  if (method === "POST" && pathname === "/_api/contacts") return "create";
  if (method !== "PATCH") return undefined;
  return /\(emailaddress1=/.test(decodeURIComponent(pathname)) ? "by-key" : "update-own";
}

/** How long the portal may answer a look-up from its read cache, unless a contact is written through it. */
const cacheMs = 15 * 60_000;

/**
 * A portal that allows what Path A, A-key and A-self need, in memory: sessions with a cookie, tokens that belong to it, a read cache, an alternate
 * key on the address, and its own refusals.
 * @param hasKey Dataverse refuses a second contact of an address, whichever way it comes
 */
export function createModelPortal(now: () => number, contacts: readonly ModelContact[], hasKey: boolean): ModelPortal {
  const tokens = new Map<string, PortalSession>();
  const cache = new Map<string, { readonly until: number; readonly text: string }>();
  let lastNumber = 0;
  const nextId = (): string => `dddddddd-0000-4000-8000-${String(++lastNumber).padStart(12, "0")}`;

  const findByAddress = (address: string): ModelContact[] =>
    portal.contacts.filter((row) => String(row["emailaddress1"]).toLowerCase() === address.toLowerCase());
  const write = (row: ModelContact): void => {
    portal.contacts = [...portal.contacts.filter(({ contactid }) => contactid !== row.contactid), row];
    cache.clear();
  };
  const created = (call: PortalCall): Response => {
    if (hasKey && findByAddress(String(parseRow(call.body)["emailaddress1"])).length > 0) return portalError(412, "80040237");
    const contactid = nextId();
    write({ ...parseRow(call.body), contactid, madeByPage: call.pageNumber });
    return new Response(null, {
      status: 204,
      headers: { entityid: contactid, "OData-EntityId": `https://www.site.example.com/_api/contacts(${contactid})` },
    });
  };
  /** The portal's own refusal of a write without a token that belongs to the session. */
  const refuseToken = (call: PortalCall, session: PortalSession): Response | undefined => {
    const token = call.headers.get(antiForgeryName);
    if (!token) return portalError(401, "90040107");
    return tokens.get(token) === session && token.startsWith(session.cookie) ? undefined : portalError(403, "90040107");
  };

  const answers: Readonly<Record<CallKind, (call: PortalCall, session: PortalSession) => Response>> = {
    token(_call, session) {
      session.cookie ||= `cookie${++lastNumber}`;
      const token = `${session.cookie}-${++lastNumber}`;
      tokens.set(token, session);
      return html(`<input name="${antiForgeryName}" type="hidden" value="${token}" />`);
    },
    page: (_call, { contactId }) => html(`<script>Portal = { User: { userName: '', contactId: '${contactId}' } };</script>`),
    "look-up"({ url }) {
      const kept = cache.get(url);
      if (kept && kept.until > now()) return json(JSON.parse(kept.text));
      const { searchParams, pathname } = new URL(url, "https://www.site.example.com");
      const columns = (searchParams.get("$select") ?? "").split(",");
      const select = (row: ModelContact): object => Object.fromEntries(columns.map((column) => [column, row[column]]));
      const id = /\(([^)]*)\)$/.exec(pathname)?.[1];
      if (id !== undefined) {
        const row = portal.contacts.find(({ contactid }) => contactid === id);
        return row ? json(select(row)) : portalError(404, "90040304");
      }
      const address = /^emailaddress1 eq '(.*)'$/.exec(searchParams.get("$filter") ?? "")?.[1]?.replaceAll("''", "'");
      if (address === undefined) return portalError(400, "9004010A");
      const text = JSON.stringify({ value: findByAddress(address).map(select) });
      cache.set(url, { until: now() + cacheMs, text });
      return json(JSON.parse(text));
    },
    create: (call, session) => refuseToken(call, session) ?? created(call),
    "update-own"(call, session) {
      const refusal = refuseToken(call, session);
      if (refusal) return refusal;
      const id = /\(([^)]*)\)$/.exec(call.url)?.[1];
      const row = portal.contacts.find(({ contactid }) => contactid === id);
      if (!row || session.contactId !== id) return portalError(403, "90040102");
      write({ ...row, ...parseRow(call.body), contactid: row.contactid });
      return new Response(null, { status: 204, headers: { entityid: row.contactid } });
    },
    "by-key"(call, session) {
      const refusal = refuseToken(call, session);
      if (refusal) return refusal;
      const address = /\(emailaddress1='(.*)'\)$/.exec(decodeURIComponent(call.url))?.[1]?.replaceAll("''", "'") ?? "";
      const [row] = findByAddress(address);
      if (!row) return created({ ...call, body: JSON.stringify({ ...parseRow(call.body), emailaddress1: address }) });
      if (call.headers.get("If-None-Match") === "*") return portalError(412, "80060882");
      write({ ...row, ...parseRow(call.body), contactid: row.contactid });
      return new Response(null, { status: 204, headers: { entityid: row.contactid } });
    },
  };
  const portal: ModelPortal = {
    contacts: [...contacts],
    handle: (call, session) => answers[call.kind](call, session),
    forgetTokens: () => tokens.clear(),
  };
  return portal;
}

// What our own form has sent: an object of columns.
const parseRow = (body: string): Record<string, unknown> => JSON.parse(body) as Record<string, unknown>;
