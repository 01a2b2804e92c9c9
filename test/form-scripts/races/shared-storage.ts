import type { KeyStore } from "../../../identity/open-storage.ts";
import type { Owner, Scheduler } from "./scheduler.ts";

export interface Write {
  readonly key: string;
  /** Null: removed. */
  readonly value: string | null;
}

interface View {
  readonly page: Owner;
  readonly entries: Map<string, string>;
  /** Own writes that the others have not seen yet. */
  readonly unseen: Write[];
  /** Another page has written. */
  readonly onWrite: (write: Write) => void;
}

export interface SharedStorage {
  /** `localStorage` as one page sees it. */
  open(page: Owner, onWrite?: (write: Write) => void): KeyStore;
}

/**
 * How long a write in one tab may take to show in another: less than a request and its answer. The standard promises nothing; tabs may be processes
 * of their own. Assumed.
 */
export const visibleWithinMs = 8;

/**
 * `localStorage` of one browser, the way tabs in different processes see it: a page sees its own writes at once, the others a moment later, each
 * writer's in order. Where both wrote the same key, the last to become visible stays.
 */
export function createSharedStorage(scheduler: Scheduler, browser: Owner): SharedStorage {
  const settled = new Map<string, string>();
  let views: View[] = [];
  const put = (entries: Map<string, string>, { key, value }: Write): void => {
    if (value === null) entries.delete(key);
    else entries.set(key, value);
  };

  const write = (view: View, change: Write): void => {
    if (change.value === null && !view.entries.has(change.key)) return;
    put(view.entries, change);
    view.unseen.push(change);
    scheduler.after(browser, `shows what ${view.page.name} wrote to localStorage`, [0, visibleWithinMs], () => {
      const seen = view.unseen.shift();
      if (!seen) return;
      put(settled, seen);
      views = views.filter(({ page }) => !page.isGone);
      for (const other of views) {
        const isOverruled = other === view || other.unseen.some(({ key }) => key === seen.key);
        if (!isOverruled) put(other.entries, seen);
        if (other !== view) other.onWrite(seen);
      }
    });
  };

  return {
    open(page, onWrite = () => {}) {
      const view: View = { page, entries: new Map(settled), unseen: [], onWrite };
      views.push(view);
      return {
        getItem: (key) => view.entries.get(key) ?? null,
        setItem: (key, value) => write(view, { key, value }),
        removeItem: (key) => write(view, { key, value: null }),
      };
    },
  };
}
