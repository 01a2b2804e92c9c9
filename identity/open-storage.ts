/** What we need of a storage area. */
export type KeyStore = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** Stands in for a storage area the browser refuses: nothing is kept. */
const nothingKept: KeyStore = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };

/** A storage area; merely touching `window.sessionStorage` throws when site data are blocked. */
export function openStorage(read: () => Storage): KeyStore {
  try {
    return read();
  } catch {
    return nothingKept;
  }
}

/** Keeps a value if the browser will: the area may be full, and then the next page does not know. */
export function keepItem(storage: KeyStore, key: string, value: string): void {
  try {
    storage.setItem(key, value);
  } catch {
    storage.removeItem(key);
  }
}
