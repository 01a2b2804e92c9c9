import type { Finding } from "../../../contract/finding.ts";
import { findingAt } from "../finding-at.ts";
import type { Check } from "../check.ts";
import { webApiUses } from "../web-api/web-api-site.ts";

const meta = {
  code: "token-missing",
  severity: "error",
  about: "A script writes over the Web API without the anti-forgery token: the portal refuses it with 401 and 90040107.",
  advice: "Send the header `__RequestVerificationToken`, e.g. through the wrapper of the documentation.",
  source: "https://learn.microsoft.com/power-pages/configure/web-api-http-requests-handle-errors",
} as const;

/** What gives every request of a page its headers. */
const everywhere =
  /ajaxSetup|ajaxPrefilter|ajaxSend|interceptors|axios\.defaults|(?:window\.)?fetch\s*=(?!=)|serviceWorker\.register|XMLHttpRequest\.prototype/;

export const tokenMissing: Check = {
  meta,
  find: (checked) => {
    const uses = checked.once(webApiUses).filter(({ request, methods }) => {
      if (request === undefined || request.sent !== request.node || request.sender === "wrapper" || request.sender === "client-api")
        return false;
      const isWrite = methods !== undefined && methods.length > 0 && methods.every((method) => method !== "GET" && method !== "HEAD");
      return isWrite && request.headers !== undefined && !request.headers.includes("__requestverificationtoken");
    });
    if (uses.length === 0 || checked.texts.some(({ text, language }) => language !== "style" && everywhere.test(text))) return [];
    const told = new Set<string>();
    return uses.flatMap(({ source, offset, methods, setName }): Finding[] => {
      const place = `${source.path}:${offset}`;
      if (told.has(place)) return [];
      told.add(place);
      const message = `This ${methods?.join(" or ")} of ${setName ?? "rows"} is sent without the header __RequestVerificationToken: the portal refuses it with 90040107; get the token (shell.getTokenDeferred, or /_layout/tokenhtml) and send it along`;
      return [findingAt(meta, source, offset, message)];
    });
  },
};
