/** Where something may show. */
export type Channel =
  | "event"
  | "console"
  | "error"
  | "storage"
  | "cookie"
  | "history"
  | "message"
  | "database"
  | "request-url"
  | "request-header"
  | "request-body"
  | "tracker"
  | "page"
  | "global";

/** Something that a script did, or that lies about. */
export interface Trace {
  readonly channel: Channel;
  /** Key, name, or method and path. */
  readonly where: string;
  readonly text: string;
}

/**
 * Reports whatever the scripts of a page do that others could read: from now on, until the page goes. It runs inside the page, so it uses nothing but what
 * it is given; the returned function reports what lies about at that moment.
 */
export function recordPage(window: Window & typeof globalThis, report: (trace: Trace) => void): () => Promise<void> {
  const { document } = window;
  const show = (value: unknown, depth = 0): string => {
    if (value instanceof window.Error) return `${value.name} ${value.message} ${value.stack} ${show(value.cause, depth + 1)}`;
    if (value instanceof window.HTMLInputElement) return `${value.outerHTML} ${value.value}`;
    if (value instanceof window.Element) return value.outerHTML;
    if (value instanceof window.FormData) return show([...value.entries()], depth + 1);
    if (typeof value !== "object" || value === null) return String(value);
    if (depth > 6) return "";
    return Reflect.ownKeys(value)
      .map((key) => {
        try {
          return `${String(key)}: ${show(Reflect.get(value, key), depth + 1)}`;
        } catch {
          // A member that throws at whoever looks shows nothing.
          return "";
        }
      })
      .join(", ");
  };
  /** Calls the report first, then what stood there. */
  const spy = (target: object | undefined, name: string, tell: (self: unknown, args: readonly unknown[]) => Trace): void => {
    const original: unknown = target && Reflect.get(target, name);
    if (!target || typeof original !== "function") return;
    const replacement = function (this: unknown, ...args: unknown[]): unknown {
      report(tell(this, args));
      return Reflect.apply(original, this, args);
    };
    Object.defineProperty(target, name, { configurable: true, writable: true, value: replacement });
  };

  spy(window.EventTarget.prototype, "dispatchEvent", (_self, [event]) => {
    const { type, detail } = event as CustomEvent;
    return { channel: "event", where: type, text: show(detail) };
  });
  for (const name of ["log", "info", "warn", "error", "debug", "trace", "table", "dir", "group", "assert", "count", "time"])
    spy(window.console, name, (_self, args) => ({ channel: "console", where: name, text: show(args) }));
  window.addEventListener("error", (event) => report({ channel: "error", where: "error", text: `${event.message} ${show(event.error)}` }));
  window.addEventListener("unhandledrejection", ({ reason }) => report({ channel: "error", where: "rejection", text: show(reason) }));
  spy(window.Storage.prototype, "setItem", (self, args) => ({
    channel: "storage",
    where: `${self === window.localStorage ? "local" : "session"} ${String(args[0])}`,
    text: show(args),
  }));
  const cookie = Object.getOwnPropertyDescriptor(window.Document.prototype, "cookie");
  if (cookie)
    Object.defineProperty(document, "cookie", {
      configurable: true,
      get: () => cookie.get?.call(document) as string,
      set: (text: string) => {
        report({ channel: "cookie", where: text.split("=", 1)[0] ?? "", text });
        cookie.set?.call(document, text);
      },
    });
  for (const name of ["pushState", "replaceState"])
    spy(window.History.prototype, name, (_self, args) => ({ channel: "history", where: name, text: show(args) }));
  const message = (_self: unknown, args: readonly unknown[]): Trace => ({ channel: "message", where: "postMessage", text: show(args) });
  spy(window, "postMessage", message);
  for (const name of ["BroadcastChannel", "MessagePort", "Worker", "ServiceWorker"]) {
    const constructor: unknown = Reflect.get(window, name);
    if (typeof constructor === "function") spy(constructor.prototype as object, "postMessage", message);
  }
  spy(Reflect.get(window, "IDBFactory")?.prototype, "open", (_self, args) => ({
    channel: "database",
    where: "indexedDB",
    text: show(args),
  }));
  spy(Reflect.get(window, "CacheStorage")?.prototype, "open", (_self, args) => ({
    channel: "database",
    where: "caches",
    text: show(args),
  }));

  const known = new Set(Reflect.ownKeys(window));
  return async () => {
    for (const [kind, storage] of [
      ["local", window.localStorage],
      ["session", window.sessionStorage],
    ] as const)
      for (let index = 0; index < storage.length; index += 1) {
        const key = storage.key(index) ?? "";
        report({ channel: "storage", where: `${kind} ${key}`, text: `${key} ${storage.getItem(key)}` });
      }
    for (const pair of document.cookie.split("; ")) report({ channel: "cookie", where: pair.split("=", 1)[0] ?? "", text: pair });
    report({
      channel: "history",
      where: "address and state",
      text: `${window.location.href} ${document.referrer} ${show(window.history.state)}`,
    });
    report({ channel: "global", where: "name", text: window.name });
    for (const key of Reflect.ownKeys(window)) {
      const value: unknown = Object.getOwnPropertyDescriptor(window, key)?.value;
      // What the recorder, the browser's driver and the platform have put there is none of ours.
      if (!known.has(key) && typeof value !== "function") report({ channel: "global", where: String(key), text: show(value) });
    }
    // Markup shows attributes and texts, and not what stands in a control.
    report({ channel: "page", where: "markup", text: document.documentElement.outerHTML });
    const databases: unknown = await Reflect.get(window, "indexedDB")?.databases?.();
    report({ channel: "database", where: "indexedDB", text: show(databases) });
    report({ channel: "database", where: "caches", text: show(await Reflect.get(window, "caches")?.keys()) });
  };
}
