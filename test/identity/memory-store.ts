import type { KeyStore } from "../../identity/open-storage.ts";

export function createMemoryStore(entries: Readonly<Record<string, string>> = {}): KeyStore & { readonly entries: Map<string, string> } {
  const map = new Map(Object.entries(entries));
  return {
    entries: map,
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => void map.set(key, value),
    removeItem: (key) => void map.delete(key),
  };
}
