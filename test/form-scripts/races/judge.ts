import { outboxKey } from "../../../identity/known-contact.ts";
import type { ContactRow } from "./portal-model.ts";
import type { Sent } from "./network.ts";
import { visibleWithinMs } from "./shared-storage.ts";
import type { Told } from "./tracker-model.ts";
import { emailOf } from "./scenario.ts";
import type { Press } from "./visitor.ts";
import type { Browser, Page, Tab, World } from "./world.ts";

/** Why two contacts of one address could not be prevented. */
export const reasons = ["given-up", "tab-closed", "read-cache", "outside", "other-device", "no-lock"] as const;
export type Reason = (typeof reasons)[number];

/**
 * two-people-on-a-new-cookie: the cookie was made by one tab's tracker while the other tab, whose page had begun for somebody else, still waited for
 * its tracker to load · two-people-on-an-old-cookie: the tracker of a page that has been open for some time still holds a cookie which another tab has
 * deleted since, for somebody else · two-people-on-a-late-cookie: the cookie was made by the tracker of a page which was still loading when another tab
 * forgot the one whom that page had begun for · two-people-at-once: one was told, or its page began, before the other's tab could see in `localStorage`
 * what the first had written there.
 */
export const violationKinds = [
  "duplicate",
  "saw-and-created",
  "wrong-person",
  "two-people-on-a-cookie",
  "two-people-on-a-new-cookie",
  "two-people-on-an-old-cookie",
  "two-people-on-a-late-cookie",
  "two-people-at-once",
  "told-done-without-contact",
  "hangs",
  "late-answer",
  "call-lost",
  "not-finished",
  "threw",
] as const;
export type ViolationKind = (typeof violationKinds)[number];

export interface Violation {
  readonly kind: ViolationKind;
  readonly what: string;
}

export interface Verdict {
  readonly violations: readonly Violation[];
  /** Duplicates that have a reason, one for each pair. */
  readonly duplicates: Readonly<Record<Reason, number>>;
  readonly presses: number;
  readonly done: number;
  readonly told: number;
}

/** The longest a visitor may wait for an answer: 20 s for a turn, 20 s for the submission, and what late timers and a last pause add. */
const answerLimitMs = 45_000;

export function judge(world: World, presses: readonly Press[]): Verdict {
  const violations: Violation[] = [];
  const report = (kind: ViolationKind, what: string): void => void violations.push({ kind, what });
  const duplicates = judgeDuplicates(world, report);
  judgeCalls(world, presses, report);
  for (const what of world.unexpected) report("threw", what);
  for (const press of presses) {
    const { page, email, ending } = press;
    const what = `${email} from ${page.name}`;
    if (ending?.code.startsWith("threw")) report("threw", `${what}: ${ending.code}`);
    if (ending?.ok && !page.madeFor && press.contactsThen === 0) report("told-done-without-contact", what);
    if (!ending && !page.isGone) report("hangs", what);
    if (ending?.ok && !press.isIdentified && !page.isGone) report("hangs", `${what}: identified`);
    if (press.endedAtMs !== undefined && press.endedAtMs - press.pressedAtMs > answerLimitMs)
      report("late-answer", `${what}: ${press.endedAtMs - press.pressedAtMs} ms`);
  }
  const done = presses.filter(({ ending }) => ending?.ok).length;
  return { violations, duplicates, presses: presses.length, done, told: world.told.length };
}

function judgeDuplicates(world: World, report: (kind: ViolationKind, what: string) => void): Record<Reason, number> {
  const counts: Record<Reason, number> = { "given-up": 0, "tab-closed": 0, "read-cache": 0, outside: 0, "other-device": 0, "no-lock": 0 };
  const { contacts } = world.portal;
  const sentOf = new Map(world.network.sent.flatMap((sent) => (sent.call ? [[sent.call, sent] as const] : [])));
  contacts.forEach((row, index) => {
    for (const earlier of contacts.slice(0, index)) {
      if (earlier.emailaddress1 !== row.emailaddress1) continue;
      const reason = explain(world, sentOf, earlier, row);
      if (typeof reason === "string") counts[reason]++;
      else report(reason.kind, reason.what);
    }
  });
  return counts;
}

/** Why the second contact was made although there was the first. */
function explain(world: World, sentOf: ReadonlyMap<unknown, Sent>, first: ContactRow, second: ContactRow): Reason | Violation {
  const make = sentOf.get(second.madeBy);
  const madeFirst = sentOf.get(first.madeBy);
  if (!make) return "outside";
  const lookUp = lastLookUp(world, make);
  const what = `${second.emailaddress1}, made by ${madeFirst?.page.name ?? "others"} and then by ${make.page.name} (${pageOf(make).tab.browser.plan.locks})`;
  if (!lookUp?.call) return { kind: "saw-and-created", what: `${what}, without a look-up` };
  if (lookUp.call.isFromCache) return "read-cache";
  if (first.madeAt < lookUp.call.at) return { kind: "saw-and-created", what };
  if (!madeFirst) return "outside";
  const [one, other] = [pageOf(madeFirst), pageOf(make)];
  if (one.tab.browser !== other.tab.browser) return "other-device";
  if (isOrphan(madeFirst, lookUp)) return one.isGone && wasLeft(madeFirst, one) ? "tab-closed" : "given-up";
  const lookUpOfFirst = lastLookUp(world, madeFirst);
  if (lookUpOfFirst && isOrphan(make, lookUpOfFirst)) return other.isGone && wasLeft(make, other) ? "tab-closed" : "given-up";
  if (one.tab.browser.plan.locks === "none") return "no-lock";
  return { kind: "duplicate", what };
}

/** The create was on its way, and nobody waited for it any more, when the look-up was answered: nothing on earth could have told. */
const isOrphan = (create: Sent, lookUp: Sent): boolean =>
  !!lookUp.call &&
  !!create.call &&
  create.leftAt !== undefined &&
  create.abandonedAt !== undefined &&
  create.leftAt < lookUp.call.at &&
  create.abandonedAt < lookUp.call.at &&
  lookUp.call.at < create.call.at;

/** Given up because its page went. */
const wasLeft = (create: Sent, page: Page): boolean => page.leftAt !== undefined && create.abandonedAt === page.leftAt;

/** The last look-up for the address that the page had sent before it sent the create, and that found nobody; else the last one. */
function lastLookUp({ network }: World, create: Sent): Sent | undefined {
  const lookUps = network.sent.filter(
    ({ page, call, leftAt }) =>
      page === create.page && call?.kind === "look-up" && call.email === create.call?.email && (leftAt ?? 0) < (create.leftAt ?? 0),
  );
  return lookUps.findLast(({ call }) => call?.found.length === 0) ?? lookUps.at(-1);
}

// Pages are the only ones that send.
const pageOf = ({ page }: Sent): Page => page as Page;

function judgeCalls(world: World, presses: readonly Press[], report: (kind: ViolationKind, what: string) => void): void {
  const emailOfId = new Map(world.portal.contacts.map(({ contactid, emailaddress1 }) => [contactid, emailaddress1]));
  for (const { page, contactId } of world.told) {
    const { tab } = page as Page;
    const email = emailOfId.get(contactId);
    const isOwn = tab.browser.plan.tabs.some((actions) =>
      actions.some((action) => action.does === "sign in" && emailOf(action.who) === email),
    );
    const isTyped = presses.some((press) => press.page.tab === tab && press.email === email);
    if (!email || !(isOwn || isTyped)) report("wrong-person", `${contactId} (${email ?? "nobody"}) in ${page.name}`);
  }
  for (const cookieId of new Set(world.told.map((told) => told.cookieId))) {
    const told = world.told.filter((one) => one.cookieId === cookieId);
    if (new Set(told.map(({ contactId }) => emailOfId.get(contactId))).size < 2) continue;
    const kind = told.some(({ isOld }) => isOld)
      ? "two-people-on-an-old-cookie"
      : told.some(({ isAdopted }) => isAdopted)
        ? "two-people-on-a-new-cookie"
        : told.some(({ isLate }) => isLate)
          ? "two-people-on-a-late-cookie"
          : told.some((one) =>
                told.some((other) => emailOfId.get(one.contactId) !== emailOfId.get(other.contactId) && isAtOnce(one, other)),
              )
            ? "two-people-at-once"
            : "two-people-on-a-cookie";
    report(kind, `${cookieId}: ${told.map(({ page, contactId }) => `${emailOfId.get(contactId)} in ${page.name}`).join(", ")}`);
  }
  for (const browser of world.browsers)
    for (const tab of browser.tabs) {
      judgeLastCall(world, browser, tab, presses, report);
      judgeOutbox(world, tab, presses, report);
    }
}

/** The other's page began, or was told, while what the first one's page had written was not visible yet. */
const isAtOnce = (one: Told, other: Told): boolean =>
  // Only pages are told.
  [other.at, (other.page as Page).openedAtMs].some((at) => Math.abs(at - one.at) <= visibleWithinMs);

/** Who this tab session knew last must have been told to a tracker of this tab, on the page of the form or on a later one. */
function judgeLastCall(
  { told, portal, scenario }: World,
  browser: Browser,
  tab: Tab,
  presses: readonly Press[],
  report: (kind: ViolationKind, what: string) => void,
): void {
  const signsInOrOut = browser.plan.tabs.some((actions) => actions.some(({ does }) => does === "sign in" || does === "sign out"));
  const [last] = presses
    .filter(({ page, ending }) => page.tab === tab && ending?.ok && !ending.isPending)
    .sort((one, other) => (other.endedAt ?? 0) - (one.endedAt ?? 0));
  if (!last || tab.isGone || signsInOrOut) return;
  if (scenario.existing === "confirmed" || browser.plan.locks === "none") return;
  const ids = new Set(portal.contacts.filter(({ emailaddress1 }) => emailaddress1 === last.email).map(({ contactid }) => contactid));
  // Of two contacts of one address the cookie keeps the one it was told first, whichever tab has told it.
  const isHere = (page: Page): boolean => page.tab === tab || (ids.size > 1 && page.tab.browser === browser);
  if (!told.some(({ page, contactId }) => isHere(page as Page) && ids.has(contactId)))
    report("call-lost", `${last.email} from ${last.page.name}`);
}

/** With the outbox on and the network well, what was sent from a tab that is still there is through once its last page has come to rest. */
function judgeOutbox(
  { scenario, portal }: World,
  tab: Tab,
  presses: readonly Press[],
  report: (kind: ViolationKind, what: string) => void,
): void {
  const last = presses.findLast(({ page }) => page.tab === tab);
  if (!scenario.outbox || scenario.faultRate > 0 || tab.isGone || !last) return;
  const isThrough = portal.contacts.some(({ emailaddress1 }) => emailaddress1 === last.email);
  if (!isThrough || tab.session.getItem(outboxKey) !== null) report("not-finished", `${last.email} from ${last.page.name}`);
}
