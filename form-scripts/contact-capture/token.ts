import { tokenPath } from "../../contract/names.ts";
import type { CapturePage } from "./capture-page.ts";
import { fail, request, type RequestFailure } from "./request.ts";

export type TokenAnswer = { readonly ok: true; readonly token: string } | RequestFailure;

/** The anti-forgery token of this page, fetched once and kept until the portal refuses it. */
export interface TokenSource {
  read(page: CapturePage, endsAt: number): Promise<TokenAnswer>;
  /** The portal has refused it: the next read fetches a new one. */
  drop(): void;
}

/** Step 2. `shell.getTokenDeferred` would do the same, but is not there on every kind of page. */
export function createTokenSource(): TokenSource {
  let pending: Promise<TokenAnswer> | undefined;
  return {
    read(page, endsAt) {
      // A failure is not kept: the next submission tries again.
      pending ??= fetchToken(page, endsAt).then((answer) => {
        if (!answer.ok) pending = undefined;
        return answer;
      });
      return pending;
    },
    drop() {
      pending = undefined;
    },
  };
}

async function fetchToken(page: CapturePage, endsAt: number): Promise<TokenAnswer> {
  const answer = await request(page, { url: tokenPath, method: "GET", endsAt });
  if (!answer.ok) return answer;
  const token = parseToken(answer.response.text);
  return token ? { ok: true, token } : fail("token-missing", false);
}

/** The value of `<input name="__RequestVerificationToken" type="hidden" value="…" />`; undefined for any other page, a sign-in page included. */
export function parseToken(html: string): string | undefined {
  return /<input(?=[^>]*__RequestVerificationToken)[^>]*\svalue=["']([^"'>]+)["'][^>]*>/i.exec(html)?.[1];
}
