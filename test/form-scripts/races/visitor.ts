import { outboxKey } from "../../../identity/known-contact.ts";
import { lookUpEarly } from "../../../form-scripts/contact-capture/look-up-early.ts";
import { resumeOutbox } from "../../../form-scripts/contact-capture/resume-outbox.ts";
import type { Submitted, SubmitResult } from "../../../form-scripts/contact-capture/submit-contact.ts";
import type { ContactValues } from "../../../form-scripts/contact-capture/validate.ts";
import { somewhere } from "./random.ts";
import { emailOf, type Action } from "./scenario.ts";
import type { Delay } from "./scheduler.ts";
import { leavePage, openPage, type Page, type Tab, type World } from "./world.ts";

/** How one way of sending the form ended; the same for ours and for the naive one. */
export interface Ending {
  readonly ok: boolean;
  readonly code: string;
  readonly outcome?: Submitted["outcome"];
  readonly isPending: boolean;
  readonly identified: Promise<void>;
}
export type Submit = (world: World, page: Page, email: string, onWrite: () => void) => Promise<Ending>;

/** One press of the button; numbers are places in the order of everything that happens. */
export interface Press {
  readonly page: Page;
  readonly email: string;
  readonly pressedAt: number;
  readonly pressedAtMs: number;
  endedAt: number | undefined;
  endedAtMs: number | undefined;
  ending: Ending | undefined;
  /** Contacts with the address at the moment the visitor was told. */
  contactsThen: number;
  isIdentified: boolean;
}

/** How long an impatient person waits before pressing again. */
const drawPressAgain = (page: Page): Delay => somewhere(() => page.capture.random(), 200, 4_000);

/** Opens the tab and has its visitor do what is planned, without waiting for anything to come to its end. */
export function startVisitor(world: World, tab: Tab, actions: readonly Action[], submit: Submit, presses: Press[]): void {
  const { scheduler } = world;
  const next = (index: number): void => {
    const action = actions[index];
    if (!action) return;
    scheduler.after(tab, `${action.does}${"who" in action ? ` ${emailOf(action.who)}` : ""}`, action.after, () => {
      act(world, tab, action, submit, presses);
      next(index + 1);
    });
  };
  scheduler.after(tab, "opens the page", [0, 50], () => {
    openPage(world, tab);
    next(0);
  });
}

function act(world: World, tab: Tab, action: Action, submit: Submit, presses: Press[]): void {
  switch (action.does) {
    case "type":
      if (tab.page) lookUpEarly(tab.page.capture, world.settings, emailOf(action.who));
      return;
    case "submit":
      for (let count = 0; count < action.presses; count++) push(world, tab, action.who, action.tries, submit, presses);
      return;
    case "go on":
      openPage(world, tab);
      return;
    case "close":
      leavePage(world, tab);
      tab.isGone = true;
      return;
    case "sign in":
    case "sign out": {
      const { session } = tab.browser;
      session.id = world.newSessionId();
      session.contactId = action.does === "sign in" ? contactOf(world, action.who) : "";
      openPage(world, tab);
    }
  }
}

function contactOf(world: World, who: number): string {
  const row = world.portal.contacts.find(({ emailaddress1 }) => emailaddress1 === emailOf(who));
  if (!row) throw new Error("only who is a contact already can sign in");
  return row.contactid;
}

/** Half of the visitors use the mouse: the look-up goes out when the button goes down, the form when it comes up. */
function push(world: World, tab: Tab, who: number, triesLeft: number, submit: Submit, presses: Press[]): void {
  const { page } = tab;
  if (!page) return;
  const click = (): void => press(world, tab, who, triesLeft, submit, presses);
  if (page.capture.random() < 0.5) return click();
  lookUpEarly(page.capture, world.settings, emailOf(who));
  world.scheduler.after(page, "lets the button go", [40, 120], click);
}

/** Presses the button of the tab's page; presses again when told that it failed, as often as the visitor tries. */
function press(world: World, tab: Tab, who: number, triesLeft: number, submit: Submit, presses: Press[]): void {
  const { page } = tab;
  if (!page) return;
  const email = emailOf(who);
  const made = notePress(world, page, email, presses);
  void settle(
    world,
    made,
    submit(world, page, email, () => {}),
    (ending) => {
      if (ending.ok || triesLeft <= 1) return;
      world.scheduler.after(page, `presses again after ${ending.code}`, drawPressAgain(page), () =>
        push(world, tab, who, triesLeft - 1, submit, presses),
      );
    },
  );
}

/** What the page does by itself when it opens: finishes what the outbox holds. */
export function resumeOnPage(world: World, page: Page, presses: Press[]): void {
  if (!world.settings.outbox || world.isNaive) return;
  const kept = page.capture.session.getItem(outboxKey) ?? null;
  // Only our own scripts write it.
  const email = kept === null ? "" : (JSON.parse(kept) as [number, ContactValues])[1]["emailaddress1"];
  const resumed = resumeOutbox(page.capture, world.settings);
  if (kept === null) return;
  const made = notePress(world, page, String(email), presses);
  const nothing: Ending = { ok: false, code: "nothing to resume", isPending: false, identified: Promise.resolve() };
  void settle(
    world,
    made,
    resumed.then((result) => (result ? toEnding(result) : nothing)),
  );
}

export const toEnding = (result: SubmitResult): Ending =>
  result.ok ? { ...result, code: "" } : { ok: false, code: result.code, isPending: false, identified: Promise.resolve() };

function notePress({ scheduler, tick }: World, page: Page, email: string, presses: Press[]): Press {
  const made: Press = {
    page,
    email,
    pressedAt: tick(),
    pressedAtMs: scheduler.now(),
    endedAt: undefined,
    endedAtMs: undefined,
    ending: undefined,
    contactsThen: 0,
    isIdentified: false,
  };
  presses.push(made);
  return made;
}

/** Writes down how it ended. A page that has gone does nothing more: what its promises still do is nobody's. */
async function settle(
  { portal, scheduler, tick }: World,
  made: Press,
  ends: Promise<Ending>,
  then: (ending: Ending) => void = () => {},
): Promise<void> {
  const ending = await ends.catch((error: unknown): Ending => ({
    ok: false,
    code: `threw ${String(error)}`,
    isPending: false,
    identified: Promise.resolve(),
  }));
  if (made.page.isGone) return;
  made.ending = ending;
  made.endedAt = tick();
  made.endedAtMs = scheduler.now();
  made.contactsThen = portal.contacts.filter(({ emailaddress1 }) => emailaddress1 === made.email).length;
  void ending.identified.then(() => (made.isIdentified = true));
  then(ending);
}
