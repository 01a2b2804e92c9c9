import { html, portalError, type CallKind, type PortalCall } from "./model-portal.ts";

/** One way for a call to go wrong. Milliseconds count from the moment it is sent; an ordinary one is carried out after 50 and answered after 100. */
export interface Fault {
  readonly name: string;
  /** When the portal carries it out; null: never. */
  readonly carriedOutMs: number | null;
  readonly answeredMs: number;
  /** own: what the portal says · cut: the connection breaks · signed-in elsewhere: a redirect to the sign-in page. */
  readonly answer: "own" | "cut" | "redirect" | ((call: PortalCall, own: Response | undefined) => Response);
  /** The kinds of call it can happen to; without it every one. */
  readonly only?: readonly CallKind[];
  /** Every token is useless by then. */
  readonly isTokenLost?: boolean;
}

export const usual = { carriedOutMs: 50, answeredMs: 100 } as const;
const refused = { carriedOutMs: null, answeredMs: 100 } as const;
const writes = ["create", "update-own", "by-key"] as const;
const creates = ["create", "by-key"] as const;

const status =
  (code: number, headers: Readonly<Record<string, string>> = {}) =>
  (): Response =>
    new Response("", { status: code, headers });
const signInPage = (): Response => html("<!doctype html><title>Sign in</title><form><input name=Username></form>");
const withHeader =
  (name: string, render: (id: string) => string) =>
  (_call: PortalCall, own: Response | undefined): Response => {
    const id = own?.headers.get("entityid");
    return own && id ? new Response(null, { status: own.status, headers: name ? { [name]: render(id) } : {} }) : (own ?? new Response(""));
  };
const address = (id: string): string => `https://www.site.example.com/_api/contacts(${id})`;
const isRead = ({ method }: PortalCall): boolean => method === "GET";

export const faults: readonly Fault[] = [
  { name: "cut before", ...refused, answer: "cut" },
  { name: "cut after it took effect", ...usual, answer: "cut", only: writes },
  { name: "answered after 3 s", ...usual, answeredMs: 3_000, answer: "own" },
  { name: "carried out after 3 s", carriedOutMs: 2_950, answeredMs: 3_000, answer: "own", only: writes },
  { name: "answered after 15 s", ...usual, answeredMs: 15_000, answer: "own" },
  { name: "carried out after 15 s", carriedOutMs: 14_950, answeredMs: 15_000, answer: "own", only: writes },
  { name: "401", ...refused, answer: () => portalError(401, "90040109") },
  { name: "403", ...refused, answer: (call) => portalError(403, isRead(call) ? "90040120" : "90040103") },
  { name: "403 of a firewall", ...refused, answer: () => html("<h1>Request blocked</h1>", 403) },
  { name: "401 90040107", ...refused, answer: () => portalError(401, "90040107") },
  { name: "403 90040107", ...refused, answer: () => portalError(403, "90040107") },
  { name: "tokens lost", ...usual, answer: "own", isTokenLost: true, only: writes },
  { name: "404", ...refused, answer: () => portalError(404, "9004010C") },
  { name: "413", ...refused, answer: status(413) },
  { name: "429 Retry-After 2", ...refused, answer: status(429, { "Retry-After": "2" }) },
  { name: "429 Retry-After 60", ...refused, answer: status(429, { "Retry-After": "60" }) },
  { name: "500", ...refused, answer: status(500) },
  { name: "500 after it took effect", ...usual, answer: status(500), only: writes },
  { name: "503", ...refused, answer: status(503) },
  { name: "503 Retry-After 2", ...refused, answer: status(503, { "Retry-After": "2" }) },
  { name: "503 after it took effect", ...usual, answer: status(503), only: writes },
  { name: "503 Retry-After 2 after it took effect", ...usual, answer: status(503, { "Retry-After": "2" }), only: writes },
  { name: "HTML 200", ...refused, answer: signInPage },
  { name: "HTML 200 after it took effect", ...usual, answer: signInPage, only: writes },
  { name: "redirect", ...refused, answer: "redirect" },
  { name: "redirect after it took effect", ...usual, answer: "redirect", only: writes },
  { name: "no id header", ...usual, answer: withHeader("", String), only: creates },
  { name: "entityid alone", ...usual, answer: withHeader("entityid", String), only: creates },
  { name: "OData-EntityId alone", ...usual, answer: withHeader("OData-EntityId", address), only: creates },
  { name: "Location alone", ...usual, answer: withHeader("Location", address), only: creates },
  {
    name: "an answer of the read cache from before the contact",
    ...usual,
    answer: () => Response.json({ value: [] }),
    only: ["look-up"],
  },
];

export const findFault = (name: string): Fault => {
  const fault = faults.find((other) => other.name === name);
  if (!fault) throw new Error(`no fault ${name}`);
  return fault;
};

export { signInPage };
