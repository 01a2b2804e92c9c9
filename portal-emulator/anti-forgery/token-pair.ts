import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** Makes and checks the two halves of an anti-forgery pair: signed, so nothing of them is stored. */
export interface TokenPairs {
  makeCookie(): string;
  isOwnCookie(cookie: string): boolean;
  /** @param identity the visitor the token is for */
  makeToken(cookie: string, identity: string, issuedAt: Date): string;
  /** When the token was made; undefined: it does not fit the cookie and the identity. */
  readToken(token: string, cookie: string, identity: string): Date | undefined;
  /** From now on no cookie and no token that was made before fits. */
  rotate(): void;
}

/** @param key secret of this process */
export function createTokenPairs(key: Buffer): TokenPairs {
  let generation = 0;
  const sign = (...parts: readonly string[]): string =>
    createHmac("sha256", key)
      .update(JSON.stringify([generation, ...parts]))
      .digest("base64url");
  const cookieOf = (seed: string): string => `${seed}.${sign("cookie", seed)}`;
  const tokenOf = (nonce: string, issued: string, cookie: string, identity: string): string =>
    `${nonce}.${issued}.${sign("token", nonce, issued, cookie, identity)}`;
  return {
    makeCookie: () => cookieOf(randomText()),
    isOwnCookie: (cookie) => isSame(cookie, cookieOf(cookie.split(".", 1)[0] ?? "")),
    makeToken: (cookie, identity, issuedAt) => tokenOf(randomText(), issuedAt.getTime().toString(36), cookie, identity),
    readToken: (token, cookie, identity) => {
      const [nonce = "", issued = ""] = token.split(".");
      return isSame(token, tokenOf(nonce, issued, cookie, identity)) ? new Date(Number.parseInt(issued, 36)) : undefined;
    },
    rotate: () => {
      generation += 1;
    },
  };
}

function randomText(): string {
  return randomBytes(18).toString("base64url");
}

function isSame(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}
