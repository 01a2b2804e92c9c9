import { createMemory } from "../../../form-scripts/contact-capture/token.ts";
import type { CapturePage } from "../../../form-scripts/contact-capture/capture-page.ts";
import { readCaptureSettings, type CaptureSettings } from "../../../form-scripts/contact-capture/read-capture-settings.ts";
import { requestLimitMs, submitLimitMs } from "../../../form-scripts/contact-capture/request.ts";
import type { Turn } from "../../../form-scripts/contact-capture/turn.ts";
import { createIdentity } from "../../../identity/identity.ts";
import { createAutoClock } from "../../identity/auto-clock.ts";
import { createMemoryStore } from "../../identity/memory-store.ts";
import { idA, openDocument, recordEvents, type RecordedEvent } from "../../identity/page-double.ts";

export interface PortalRequest {
  readonly kind: "token" | "look-up" | "create" | "upsert" | "update" | "page";
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** What a request gets: an answer, a broken connection, or silence until it is aborted. */
export type Reaction = Response | "cut" | "silence" | ((portal: FakePortal) => Response | "cut");

export interface FakeContact {
  contactid: string;
  emailaddress1: string;
  readonly [column: string]: unknown;
}

export interface FakePortal {
  readonly requests: PortalRequest[];
  readonly contacts: FakeContact[];
  /** Who the portal sees: the contact of a sign-in, "" for an anonymous visitor. */
  visitor: string;
  /** Columns that a new contact gets by itself. */
  madeByDataverse: Readonly<Record<string, unknown>>;
  /** Reactions for the next requests of a kind; the ordinary answer once they are used up. */
  readonly next: Record<PortalRequest["kind"], Reaction[]>;
  fetch(url: string, init: RequestInit): Promise<Response>;
}

const kindOf = (url: string, method: string | undefined): PortalRequest["kind"] => {
  if (url === "/_layout/tokenhtml") return "token";
  if (!url.startsWith("/_api/")) return "page";
  if (method === "POST") return "create";
  if (method === "PATCH") return url.includes("='") ? "upsert" : "update";
  return "look-up";
};

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

/**
 * A portal in a few lines: hands out tokens, finds contacts by address, creates them as `idA`, by POST and by alternate key, lets who is signed in write to the own one, and says
 * on its pages who that is.
 */
export function createPortal(contacts: FakeContact[] = []): FakePortal {
  let tokens = 0;
  const portal: FakePortal = {
    requests: [],
    contacts,
    visitor: "",
    madeByDataverse: {},
    next: { token: [], "look-up": [], create: [], upsert: [], update: [], page: [] },
    async fetch(url, init) {
      const kind = kindOf(url, init.method);
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
    const find = (email = ""): FakeContact[] =>
      contacts.filter(({ emailaddress1 }) => emailaddress1.toLowerCase() === email.replaceAll("''", "'").toLowerCase());
    // A body is what the script has sent: an object of columns.
    const row = JSON.parse(body ?? "{}") as FakeContact;
    if (kind === "upsert" && find(/='(.*)'\)$/.exec(decodeURIComponent(url))?.[1]).length > 0) return portalError(412, "9004010D");
    if (kind === "create" || kind === "upsert") {
      contacts.push({ ...portal.madeByDataverse, ...row, contactid: idA });
      return created(idA);
    }
    if (kind === "update") {
      const index = contacts.findIndex(({ contactid }) => url === `/_api/contacts(${contactid})`);
      const contact = contacts[index];
      if (!contact || contact.contactid !== portal.visitor) return portalError(403, "90040102");
      contacts[index] = { ...contact, ...row };
      return new Response(null, { status: 204 });
    }
    if (kind === "page") return html(`<script>Portal = { User: { userName: '', contactId: '${portal.visitor}' } };</script>`);
    const filter = new URL(url, "https://www.site.example.com").searchParams.get("$filter") ?? "";
    return json({ value: find(/^emailaddress1 eq '(.*)'$/.exec(filter)?.[1]) });
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
  const identityPage = {
    window,
    document,
    session: createMemoryStore(session),
    local: createMemoryStore(local),
    clock: createAutoClock(),
  };
  return {
    ...identityPage,
    portal,
    events: recordEvents(document),
    visited,
    identity: createIdentity(identityPage),
    random: () => 0,
    fetch: (url, init) => portal.fetch(url, init),
    memory: createMemory(),
    go: (url) => void visited.push(url),
  };
}

/** What `readCaptureSettings` makes of an element without attributes, and what a test wants otherwise. */
export const settingsOf = (other: Partial<CaptureSettings> = {}): CaptureSettings => ({
  ...readCaptureSettings(openDocument("<p></p>").body),
  ...other,
});

export const ada = { lastname: "Lovelace", emailaddress1: "ada@example.com" } as const;

/** One submission of Ada's, in its turn. */
export const turnOf = (page: TestPage, other: Partial<Turn> = {}): Turn => ({
  ...page,
  values: ada,
  settings: settingsOf(),
  endsAt: page.clock.now() + submitLimitMs,
  before: null,
  ...other,
});

/** The pauses a script has made, without the limits it has set itself. */
export const pauses = ({ clock }: TestPage): number[] => clock.waits.filter((ms) => ms !== requestLimitMs && ms !== submitLimitMs);

export const kinds = (portal: FakePortal): string[] => portal.requests.map(({ kind }) => kind);
