import { encodeHtml, encodeUrl } from "../../liquid/dotnet/html-encode.ts";
import type { Site } from "../../site/site.ts";
import { findExecutableSurface, findNewParts } from "./executable-surface.ts";
import { addresses, type OpenedSite } from "./open-site.ts";

/** Names that pages of sites ask for, in their Liquid or in the platform's own pages. */
const parameterNames = [
  "q",
  "id",
  "page",
  "pagesize",
  "search",
  "mf",
  "sort",
  "view",
  "name",
  "title",
  "message",
  "msg",
  "returnUrl",
  "redirectUrl",
  "lang",
  "stepid",
  "sessionid",
  "filter",
];

/** Shown where the payload would be, in the page that is compared with. */
export const harmless = "harmless";

export interface Attack {
  readonly name: string;
  readonly send: (payload: string) => Promise<Response>;
}

/** Every way in which a stranger's link or form can reach one page. */
export function attacksOn(path: string, { ask, post }: OpenedSite): readonly Attack[] {
  const everyName = (value: string): Record<string, string> => Object.fromEntries(parameterNames.map((name) => [name, value]));
  const query = (values: Readonly<Record<string, string>>): string => new URLSearchParams(values).toString();
  return [
    { name: "query values", send: (payload) => ask(`${path}?${query(everyName(payload))}`) },
    { name: "query names", send: (payload) => ask(`${path}?${query({ [payload]: payload })}`) },
    { name: "a query that is not encoded", send: (payload) => ask(`${path}?q=${payload}&${payload}`) },
    { name: "path segments", send: (payload) => ask(`${path}${encodeURIComponent(payload)}/?x=${encodeURIComponent(payload)}`) },
    { name: "path segments, not encoded", send: (payload) => ask(`${path}${payload.replaceAll("#", "")}/`) },
    {
      name: "cookies and headers",
      send: (payload) => {
        const value = encodeURIComponent(payload);
        const headers = {
          cookie: `ContextLanguageCode=${value}; ASP.NET_SessionId=${value}; x=${value}`,
          referer: `${addresses.portal}/${value}`,
          "user-agent": value,
          "accept-language": value,
        };
        return ask(path, { headers });
      },
    },
    { name: "a posted form", send: (payload) => post(path, { ...everyName(payload), __EVENTTARGET: payload, __VIEWSTATE: payload }) },
  ];
}

/** Nonces, tokens, view states and the ids of runs: of the server's making, different each time. */
export const ofTheServer = /nonce-[\w+/=-]+|[\w-]{32,}|[0-9a-f]{8}-[0-9a-f-]{27}/gi;

export interface Finding {
  readonly attack: string;
  readonly path: string;
  readonly payload: string;
  readonly parts: readonly string[];
}

/** What answers with the payload run that the same answers without it do not; a payload that shows encoded is none. */
export async function findInjections(attacks: readonly Attack[], path: string, payloads: readonly string[]): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const { name, send } of attacks) {
    const plain = await surfaceOf(await send(harmless));
    for (const payload of payloads) {
      const answer = await send(payload);
      const location = answer.headers.get("location");
      if (location !== null && new URL(location, addresses.portal).origin !== addresses.portal)
        found.push({ attack: name, path, payload, parts: [`leads to ${location}`] });
      const attacked = await surfaceOf(answer, payload);
      // A refusal shows less than the page.
      const parts = plain === undefined || attacked === undefined ? [] : findNewParts(plain, attacked, ofTheServer);
      if (parts.length > 0) found.push({ attack: name, path, payload, parts });
    }
  }
  return found;
}

export async function surfaceOf(answer: Response, payload?: string): Promise<ReturnType<typeof findExecutableSurface> | undefined> {
  const text = await answer.text();
  if (!(answer.headers.get("content-type") ?? "").startsWith("text/html")) return undefined;
  const { parts, scripts } = findExecutableSurface(text, addresses.portal);
  return payload === undefined ? { parts, scripts } : { parts: parts.map((part) => hideEncoded(part, payload)), scripts };
}

/** In a script's text an encoded payload is text, as HTML, in an address or in JSON; in a handler's attribute the browser decodes it, and so has the parser. */
export function hideEncoded(part: string, payload: string): string {
  if (!/^(?:script|style): /.test(part)) return part;
  const addressed = [payload, encodeURIComponent(payload), encodeUrl(payload), new URLSearchParams({ x: payload }).toString().slice(2)];
  // A whole string of JSON, its quotes included, cannot be left.
  let hidden = part.replaceAll(JSON.stringify(payload).replaceAll("<", "\\u003c"), JSON.stringify(harmless));
  for (const spelling of new Set(addressed.map(encodeHtml))) if (!/[<>"'\\]/.test(spelling)) hidden = hidden.replaceAll(spelling, harmless);
  return hidden;
}

/** Addresses of the pages that can be asked for. */
export const pagePaths = (site: Site): readonly string[] => [
  ...new Set(site.pages.flatMap(({ url }) => (url === undefined ? [] : [encodeURI(url)]))),
];
