import { trackerCookieName } from "../../../contract/names.ts";
import { readMember } from "../../../identity/read-member.ts";
import type { Delay, Owner, Scheduler } from "./scheduler.ts";

/** A call that reached the tracker: from now on the browsing under this cookie is that contact's. */
export interface Told {
  readonly page: Owner;
  readonly cookieId: string;
  readonly contactId: string;
  readonly at: number;
  /** The cookie was made by a tracker of another tab after this page had begun. */
  readonly isAdopted: boolean;
  /** The browser does not have this cookie any more: the tracker has kept it in memory since the page began. */
  readonly isOld: boolean;
  /** Somebody was forgotten while this page's tracker was loading, which has then made the cookie. */
  readonly isLate: boolean;
}

export interface TrackerOptions {
  readonly scheduler: Scheduler;
  readonly page: Owner;
  readonly window: Record<string, unknown>;
  readonly cookies: Map<string, string>;
  /** How often somebody has been forgotten in this browser so far. */
  readonly countForgettings: () => number;
  /** When the library comes; undefined: it is blocked. */
  readonly loadDelay: Delay | undefined;
  readonly newCookieId: () => string;
  readonly onTold: (told: Told) => void;
}

/**
 * The pasted script of Customer Insights: puts a stub there that queues, and loads the library, which takes the cookie that is there or makes one, and
 * then the queue. The queue dies with the page.
 */
export function runPastedScript({
  scheduler,
  page,
  window,
  cookies,
  countForgettings,
  loadDelay,
  newCookieId,
  onTold,
}: TrackerOptions): void {
  const queue: unknown[][] = [["new", {}]];
  const queued =
    (name: string) =>
    (...args: unknown[]): void =>
      void queue.push([name, args]);
  window["MSCIqueue"] = queue;
  window["MSCI"] = { setUser: queued("setUser") };
  if (!loadDelay) return;
  const before = cookies.get(trackerCookieName);
  const forgettings = countForgettings();
  scheduler.after(page, "tracker has loaded", loadDelay, () => {
    const found = cookies.get(trackerCookieName);
    const cookieId = found ?? newCookieId();
    const isLate = found === undefined && countForgettings() > forgettings;
    const isAdopted = found !== undefined && found !== before;
    cookies.set(trackerCookieName, cookieId);
    const setUser = (user: unknown): void => {
      const contactId = readMember(user, "authId");
      if (typeof contactId !== "string") throw new TypeError("setUser takes an authId");
      onTold({ page, cookieId, contactId, at: scheduler.now(), isAdopted, isOld: cookies.get(trackerCookieName) !== cookieId, isLate });
    };
    window["MSCI"] = { setUser };
    for (const [name, args] of queue.splice(0)) if (name === "setUser") setUser(readMember(args, "0"));
  });
}
