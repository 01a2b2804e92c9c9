import { createTokenSource } from "../../../form-scripts/contact-capture/token.ts";
import type { CapturePage } from "../../../form-scripts/contact-capture/capture-page.ts";
import { createAutoClock } from "../../identity/auto-clock.ts";
import { createMemoryStore } from "../../identity/memory-store.ts";
import { idA, openDocument, recordEvents, type RecordedEvent } from "../../identity/page-double.ts";

export interface PortalRequest {
  readonly kind: "token" | "look-up" | "create" | "page";
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** What a request gets: an answer, a broken connection, or silence until it is aborted. */
export type Reaction = Response | "cut" | "silence" | ((portal: FakePortal) => Response | "cut");

export interface FakePortal {
  readonly requests: PortalRequest[];
  readonly contacts: { contactid: string; emailaddress1: string }[];
  /** Who the portal sees: the contact of a sign-in, "" for an anonymous visitor. */
  visitor: string;
  /** Reactions for the next requests of a kind; the ordinary answer once they are used up. */
  readonly next: Record<PortalRequest["kind"], Reaction[]>;
  fetch(url: string, init: RequestInit): Promise<Response>;
}

export const html = (text = "<html>sign in</html>", status = 200): Response =>
  new Response(text, { status, headers: { "Content-Type": "text/html; charset=utf-8" } });
export const json = (body: unknown, status = 200): Response =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json; odata.metadata=minimal" } });
export const portalError = (status: number, code: string, innerCode?: string): Response =>
  json({ error: { code, message: "no", ...(innerCode && { innererror: { code: innerCode, message: "no" } }) } }, status);
export const busy = (status: number, retryAfter?: string): Response =>
  new Response("", { status, headers: retryAfter ? { "Retry-After": retryAfter } : {} });
export const created = (id: string, header = "entityid"): Response => new Response(null, { status: 204, headers: { [header]: id } });
/** A redirect that was not followed, as fetch shows it: status 0, no headers, no body. */
export const redirected = (): Response => Object.defineProperty(new Response(null), "status", { value: 0 });

/** A portal in a few lines: hands out tokens, finds contacts by address, creates them as `idA`, and says on its pages who is signed in. */
export function createPortal(contacts: { contactid: string; emailaddress1: string }[] = []): FakePortal {
  let tokens = 0;
  const portal: FakePortal = {
    requests: [],
    contacts,
    visitor: "",
    next: { token: [], "look-up": [], create: [], page: [] },
    async fetch(url, init) {
      const isApi = url.startsWith("/_api/");
      const kind = url === "/_layout/tokenhtml" ? "token" : !isApi ? "page" : init.method === "POST" ? "create" : "look-up";
      const body = typeof init.body === "string" ? init.body : undefined;
      portal.requests.push({ kind, url, method: init.method ?? "GET", headers: Object.fromEntries(new Headers(init.headers)), body });
      const reaction = portal.next[kind].shift() ?? answer(kind, url, body);
      const outcome = typeof reaction === "function" ? reaction(portal) : reaction;
      if (outcome === "silence")
        return new Promise((_resolve, reject) =>
          init.signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError"))),
        );
      if (outcome === "cut") throw new TypeError("Failed to fetch");
      return outcome;
    },
  };
  const answer = (kind: PortalRequest["kind"], url: string, body: string | undefined): Response => {
    if (kind === "token") return html(`<input name="__RequestVerificationToken" type="hidden" value="token-${++tokens}" />`);
    if (kind === "create") {
      const row = JSON.parse(body ?? "{}") as { emailaddress1: string };
      contacts.push({ contactid: idA, emailaddress1: row.emailaddress1 });
      return created(idA);
    }
    if (kind === "page") return html(`<script>Portal = { User: { userName: '', contactId: '${portal.visitor}' } };</script>`);
    const filter = new URL(url, "https://www.site.example.com").searchParams.get("$filter") ?? "";
    const email = /^emailaddress1 eq '(.*)'$/.exec(filter)?.[1]?.replaceAll("''", "'").toLowerCase();
    return json({ value: contacts.filter(({ emailaddress1 }) => emailaddress1.toLowerCase() === email) });
  };
  return portal;
}

export interface TestPage extends CapturePage {
  readonly portal: FakePortal;
  readonly events: RecordedEvent[];
  readonly session: ReturnType<typeof createMemoryStore>;
  readonly local: ReturnType<typeof createMemoryStore>;
  readonly clock: ReturnType<typeof createAutoClock>;
  readonly visited: string[];
}

export interface TestPageOptions {
  readonly portal?: FakePortal;
  readonly markup?: string;
  readonly window?: object;
  readonly consent?: string;
  readonly session?: Readonly<Record<string, string>>;
  readonly local?: Readonly<Record<string, string>>;
}

export function createPage({ portal = createPortal(), markup = "", window = {}, consent, session, local }: TestPageOptions = {}): TestPage {
  const document = openDocument(`<body>${markup}</body>`);
  if (consent !== undefined) document.documentElement.setAttribute("data-portal-kit-consent", consent);
  const visited: string[] = [];
  return {
    portal,
    events: recordEvents(document),
    visited,
    window,
    document,
    session: createMemoryStore(session),
    local: createMemoryStore(local),
    clock: createAutoClock(),
    fetch: (url, init) => portal.fetch(url, init),
    tokens: createTokenSource(),
    memory: { contactId: undefined },
    go: (url) => void visited.push(url),
  };
}

export const kinds = (portal: FakePortal): string[] => portal.requests.map(({ kind }) => kind);
