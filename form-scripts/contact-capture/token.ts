import { tokenPath } from "../../contract/names.ts";
import type { CapturePage } from "./capture-page.ts";
import type { ReadEarly } from "./look-up-early.ts";
import { request, type Answer } from "./request.ts";

/** What the page remembers of the portal, all its forms and scripts together. */
export interface PortalMemory {
  /** The anti-forgery token as the `text` of its answer: fetched once, and kept until the portal refuses it or may have forgotten it. */
  token?: Promise<Answer> | undefined;
  /** When this page has last asked for an address, in milliseconds since the epoch: as long as it may, the portal remembers the answer. */
  readonly lookUps: Record<string, number>;
  /** Of the last one that was sent before its submission. */
  early?: ReadEarly;
}

export const createMemory = (): PortalMemory => ({ lookUps: {} });

/** Step 2. `shell.getTokenDeferred` would do the same, but is not there on every kind of page. */
export function readToken(page: CapturePage, endsAt: number): Promise<Answer> {
  const { memory } = page;
  return (memory.token ??= request({ ...page, endsAt }, tokenPath).then((answer) => {
    const text = !answer.code && parseToken(answer.text);
    if (text) return { ...answer, text };
    // A failure is not kept: the next submission tries again.
    memory.token = undefined;
    return answer.code ? answer : { code: "token-missing" };
  }));
}

/** The value of `<input name="__RequestVerificationToken" type="hidden" value="…" />`; undefined for any other page, a sign-in page included. */
export const parseToken = (html: string): string | undefined =>
  /<input(?=[^>]*__RequestVerificationToken)[^>]*\svalue=["']([^"'>]+)/i.exec(html)?.[1];
