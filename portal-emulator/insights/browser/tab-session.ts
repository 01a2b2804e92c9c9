/** What one tab remembers between its pages. The real library's storage keys are not public. */
export interface TabSession {
  readonly id: string;
  readonly startedAtMs: number;
  /** Newest first. */
  readonly views: readonly { readonly name: string; readonly title: string; readonly uri: string }[];
}

const storageKey = "_msci.session";
const rememberedViews = 10;

/** The tab's session; a new one when there is none, or none that can be read. */
export function readTabSession(
  storage: Storage | undefined,
  start: { readonly createId: () => string; readonly nowMs: number },
): TabSession {
  const stored = parseSession(storage?.getItem(storageKey) ?? "null");
  const session = stored ?? { id: start.createId(), startedAtMs: start.nowMs, views: [] };
  if (stored === undefined) writeSession(storage, session);
  return session;
}

/** The session after one more view. */
export function rememberView(storage: Storage | undefined, session: TabSession, view: TabSession["views"][number]): TabSession {
  const next = { ...session, views: [view, ...session.views].slice(0, rememberedViews) };
  writeSession(storage, next);
  return next;
}

/** `sessionStorage`, or undefined where the browser forbids it. */
export function findTabStorage(page: Window): Storage | undefined {
  try {
    return page.sessionStorage;
  } catch {
    // Reading the property itself throws where storage is blocked; the session then lasts as long as the page.
    return undefined;
  }
}

function writeSession(storage: Storage | undefined, session: TabSession): void {
  try {
    storage?.setItem(storageKey, JSON.stringify(session));
  } catch {
    // Full: the next page starts a new session.
    storage?.removeItem(storageKey);
  }
}

function parseSession(text: string): TabSession | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return undefined;
    const { id, startedAtMs, views } = value as Partial<TabSession>; // checked in the next line
    return typeof id === "string" && typeof startedAtMs === "number" && Array.isArray(views) ? { id, startedAtMs, views } : undefined;
  } catch {
    return undefined;
  }
}
