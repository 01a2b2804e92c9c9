import { attempt } from "./attempt.ts";

/** What we need of a storage area. */
export type KeyStore = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** The three as one. */
type AnyCall = Record<keyof KeyStore, (...args: readonly string[]) => unknown>;

/**
 * A storage area that never throws. Where the browser refuses it (merely touching `window.sessionStorage` throws when site data are blocked; in a web view it may be
 * null), or it is full, nothing is kept.
 */
export const openStorage = (read: () => KeyStore | null): KeyStore =>
  new Proxy({} as KeyStore, {
    get:
      (_, name: keyof KeyStore) =>
      (...args: readonly string[]) =>
        // Null throws like any other storage that is not to be had.
        attempt(() => (read() as AnyCall)[name](...args)) ?? null,
  });
