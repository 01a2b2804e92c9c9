/** What we need of a storage area. */
export type KeyStore = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/**
 * A storage area that never throws. Where the browser refuses it (merely touching `window.sessionStorage` throws when site data are blocked; in a
 * web view it may be null), nothing is kept. Where it is full, an older value goes too, and the next page does not know.
 */
export function openStorage(read: () => KeyStore | null): KeyStore {
  const attempt = <Result>(use: (storage: KeyStore) => Result): Result | null => {
    try {
      // Null throws like any other storage that is not to be had.
      return use(read() as KeyStore);
    } catch {
      return null;
    }
  };
  return {
    getItem: (key) => attempt((storage) => storage.getItem(key)),
    removeItem: (key) => attempt((storage) => storage.removeItem(key)),
    setItem: (key, value) => attempt((storage) => (storage.removeItem(key), storage.setItem(key, value))),
  };
}
