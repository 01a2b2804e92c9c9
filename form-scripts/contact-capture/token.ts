import { antiForgeryName, tokenPath } from "../../contract/names.ts";
import type { CapturePage } from "./capture-page.ts";
import type { SentLookUp } from "./look-up.ts";
import { request, type Answer } from "./request.ts";

/** What the page remembers of the portal, all its forms and scripts together. */
export interface PortalMemory {
  /** The anti-forgery token as the `text` of its answer: fetched once, and kept until the portal refuses it or may have forgotten it. */
  token?: Promise<Answer> | undefined;
  /** What this page has asked for, by address: as the portal may, it remembers the answer. */
  readonly lookUps: Map<string, SentLookUp>;
}

export const createMemory = (): PortalMemory => ({ lookUps: new Map() });

/** Step 2. `shell.getTokenDeferred` would do the same, but is not there on every kind of page. */
export function readToken(page: CapturePage, endsAt: number): Promise<Answer> {
  const { memory } = page;
  return (memory.token ??= request({ ...page, endsAt }, tokenPath).then((answer) => {
    const text = answer.code ? undefined : parseToken(answer.text);
    if (text && !answer.code) return { ...answer, text };
    // A failure is not kept: the next submission tries again.
    memory.token = undefined;
    return answer.code ? answer : { code: "token-missing" };
  }));
}

const tokenPattern = new RegExp(`<input(?=[^>]*${antiForgeryName})[^>]*\\svalue=["']([^"'>]+)["'][^>]*>`, "i");

/** The value of `<input name="__RequestVerificationToken" type="hidden" value="…" />`; undefined for any other page, a sign-in page included. */
export const parseToken = (html: string): string | undefined => tokenPattern.exec(html)?.[1];
