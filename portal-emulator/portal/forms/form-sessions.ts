import { createHmac, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import { readCookie } from "../../read-cookie.ts";

/** https://learn.microsoft.com/power-pages/admin/cookies */
const sessionCookieName = "ASP.NET_SessionId";
const maxSessions = 10_000;
const maxRuns = 100;
const maxShown = 1_000;

/** One visitor's way through a multistep form. */
export interface FormRun {
  readonly id: string;
  readonly formId: string;
  /** Steps that were shown, the way back included; the last one shown is at `position`. */
  readonly history: RunStep[];
  position: number;
}

export interface RunStep {
  readonly stepId: string;
  readonly table: string;
  /** The row that the step wrote or showed. */
  rowId: string | undefined;
}

export interface FormSession {
  /** Says in the page that it was made for this session: a postback must bring it back. */
  readonly viewState: string;
  /** undefined: the browser has the cookie already. */
  readonly newCookie: string | undefined;
  /** Remembers that a page of this path has shown a form. */
  show(path: string, formId: string): void;
  hasShown(path: string, formId: string): boolean;
  startRun(formId: string): FormRun;
  findRun(formId: string, id: string | undefined): FormRun | undefined;
  lastRun(formId: string): FormRun | undefined;
  endRun(run: FormRun): void;
  isOwn(viewState: string): boolean;
}

interface Kept {
  readonly shown: Set<string>;
  readonly runs: Map<string, FormRun>;
}

/**
 * Sessions of the pages with forms. A portal signs its view state with the visitor's session, so that one visitor's page cannot be posted by another (engine
 * source of the 8.x ancestor); that no anti-forgery token is asked for beside it is from there too.
 */
export interface FormSessions {
  /** The session of a request; a new one where it brings none. The same one each time for the same request. */
  open(request: Request): FormSession;
  /** undefined: the request was not asked to have one. */
  opened(request: Request): FormSession | undefined;
  forgetAll(): void;
}

/** @param key secret of this process */
export function createFormSessions(key: Buffer = randomBytes(32)): FormSessions {
  const sessions = new Map<string, Kept>();
  const opened = new WeakMap<Request, FormSession>();
  const sign = (id: string): string => createHmac("sha256", key).update(id).digest("base64url");
  const keep = (id: string): Kept => {
    const known = sessions.get(id) ?? { shown: new Set<string>(), runs: new Map<string, FormRun>() };
    // The one used last is the last to go.
    sessions.delete(id);
    sessions.set(id, known);
    dropOldest(sessions, maxSessions);
    return known;
  };
  const create = (request: Request): FormSession => {
    const held = readCookie(request, sessionCookieName);
    const id = held !== undefined && /^[\w-]{24,64}$/.test(held) && sessions.has(held) ? held : randomBytes(24).toString("base64url");
    const viewState = sign(id);
    return {
      viewState,
      newCookie: id === held ? undefined : `${sessionCookieName}=${id}; path=/; HttpOnly; SameSite=Lax`,
      show(path, formId) {
        const { shown } = keep(id);
        shown.add(`${path} ${formId}`);
        const [oldest] = shown;
        if (shown.size > maxShown && oldest !== undefined) shown.delete(oldest);
      },
      hasShown: (path, formId) => sessions.get(id)?.shown.has(`${path} ${formId}`) ?? false,
      startRun(formId) {
        const { runs } = keep(id);
        const run: FormRun = { id: randomUUID(), formId, history: [], position: 0 };
        runs.set(run.id, run);
        dropOldest(runs, maxRuns);
        return run;
      },
      findRun(formId, runId) {
        const run = sessions.get(id)?.runs.get(runId ?? "");
        return run?.formId === formId ? run : undefined;
      },
      lastRun: (formId) => [...(sessions.get(id)?.runs.values() ?? [])].findLast((run) => run.formId === formId),
      endRun: (run) => void sessions.get(id)?.runs.delete(run.id),
      isOwn(given) {
        const [one, other] = [Buffer.from(given), Buffer.from(viewState)];
        return one.length === other.length && timingSafeEqual(one, other);
      },
    };
  };
  return {
    open(request) {
      const session = opened.get(request) ?? create(request);
      opened.set(request, session);
      return session;
    },
    opened: (request) => opened.get(request),
    forgetAll: () => sessions.clear(),
  };
}

function dropOldest(map: Map<string, unknown>, limit: number): void {
  const [oldest] = map.keys();
  if (map.size > limit && oldest !== undefined) map.delete(oldest);
}
