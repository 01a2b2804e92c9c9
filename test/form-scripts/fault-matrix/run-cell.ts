import { connectForms } from "../../../form-scripts/contact-capture/connect-form.ts";
import type { CapturePage } from "../../../form-scripts/contact-capture/capture-page.ts";
import { createMemoryStore } from "../../identity/memory-store.ts";
import { renderCaptureForm } from "../../web-templates/render-template.ts";
import { renderSettings, type Cell, type Setup } from "./cells.ts";
import { createModelPortal, type ModelContact, type PortalCall } from "./model-portal.ts";
import { createNetwork } from "./network.ts";
import { openPage, person, type ModelBrowser, type OpenPage, type Sight } from "./open-page.ts";
import type { Stage } from "./stage.ts";
import { createVirtualTime } from "./virtual-time.ts";

export const knownId = "aaaaaaaa-1111-4bbb-8ccc-00000000000a";
export const ownId = "bbbbbbbb-1111-4bbb-8ccc-00000000000b";
export const strangerId = "cccccccc-1111-4bbb-8ccc-00000000000c";

/** Everything a judge needs of one visitor's way through one cell. */
export interface Observation {
  readonly calls: readonly PortalCall[];
  /** Calls that met the fault. */
  readonly met: number;
  readonly sights: readonly Sight[];
  readonly told: readonly unknown[];
  readonly captured: readonly unknown[];
  readonly contacts: readonly ModelContact[];
  readonly before: readonly ModelContact[];
  /** Presses of the button that the visitor thought were needed, on the last page. */
  readonly presses: number;
  /** What stands on the screen in the end, and the code of the failure. */
  readonly end: string;
}

export type Connect = (page: CapturePage) => void;

const busy: ReadonlySet<string> = new Set(["checking", "sending"]);
const over: ReadonlySet<string> = new Set(["done", "pending"]);
/** More presses than this no visitor makes. */
const maxPresses = 3;
const offlineMs = 40_000;
/** How long a visitor looks at a form that is busy before clicking again. */
const impatientMs = 5_000;
/** How long before taking it for stuck. */
const patienceMs = 60_000;

const fields = [
  { column: "lastname", type: "text", required: true },
  { column: "emailaddress1", type: "email", required: true, maxLength: 100 },
];
const markups = new Map<string, string>();
const renderMarkup = (settings: string): string => {
  const markup = markups.get(settings) ?? renderCaptureForm(settings, fields);
  markups.set(settings, markup);
  return markup;
};

export const hasAddress = (row: ModelContact): boolean => String(row["emailaddress1"]).toLowerCase() === person.emailaddress1;
const isAllThere = (row: ModelContact): boolean => Object.entries(person).every(([column, value]) => row[column] === value);

function seed(setup: Setup): ModelContact[] {
  const others = [
    { contactid: strangerId, firstname: "Grace", lastname: "Other", emailaddress1: "grace@example.com" },
    { contactid: ownId, firstname: "Own", lastname: "Person", emailaddress1: "own@example.com" },
  ];
  return setup.visitor === "known"
    ? [...others, { contactid: knownId, firstname: "A.", lastname: "Known", emailaddress1: "ADA@example.com" }]
    : others;
}

/** Plays one visitor through one cell, or through a day on which nothing goes wrong. */
export async function runCell(stage: Stage, setup: Setup, cell?: Cell, connect: Connect = connectForms): Promise<Observation> {
  const time = createVirtualTime();
  const before = seed(setup);
  const portal = createModelPortal(() => time.now(), before, setup.path === "A-key");
  const browser: ModelBrowser = {
    session: { contactId: setup.visitor === "signed in" ? ownId : "", cookie: "" },
    local: createMemoryStore(),
    isOnline: true,
  };
  const sights: Sight[] = [];
  const told: unknown[] = [];
  const captured: unknown[] = [];
  let page: OpenPage | undefined;
  let pageNumber = 0;
  let presses = 0;

  const network = createNetwork({
    cell,
    portal,
    browser,
    time,
    pageUrl: stage.url,
    onFirstFault(moment) {
      if (cell?.way.fate === "closes" && moment === "before-answer") page?.drop();
      if (cell?.way.fate !== "offline" || moment !== "after-answer") return;
      network.goOffline();
      time.after(offlineMs, () => {
        browser.isOnline = true;
        stage.dispatch("online");
      });
    },
  });
  const open = (): OpenPage => {
    pageNumber += 1;
    const number = pageNumber;
    return (page = openPage({
      stage,
      markup: renderMarkup(renderSettings(setup)),
      time,
      browser,
      pageNumber: number,
      connect,
      fetch: (url, init, isLive) => network.fetch(url, init, number, isLive),
      onSetUser: (authId) => told.push(authId),
      onCaptured: (detail) => captured.push(detail),
      onSight: (sight) =>
        sights.push({
          ...sight,
          contacts: portal.contacts.filter(hasAddress).length,
          ownIsUpdated: portal.contacts.some((row) => row.contactid === ownId && isAllThere(row)),
        }),
    }));
  };
  /** Until the form has come to an end, or the page has gone. An impatient visitor clicks again on the way. */
  const settle = async (opened: OpenPage): Promise<void> => {
    const givesUpAt = time.now() + patienceMs;
    while (opened.isLive && busy.has(opened.state) && time.now() < givesUpAt) {
      const isChanged = await Promise.race([opened.changed().then(() => true), time.wait(impatientMs).then(() => false)]);
      if (!isChanged) opened.press();
    }
  };
  const useForm = async (): Promise<void> => {
    const opened = open();
    presses = 0;
    await time.wait(500);
    opened.type();
    await time.wait(4_500);
    while (opened.isLive && presses < maxPresses && !over.has(opened.state)) {
      if (presses === maxPresses - 1 && !browser.isOnline) await time.wait(offlineMs + 5_000);
      presses += 1;
      opened.press();
      await time.wait(1);
      await settle(opened);
      network.endFirstPress();
      await time.wait(3_000);
    }
    // What the portal still has to carry out, and what the tracker waits for, comes by then.
    await time.wait(30_000);
  };
  const visit = async (): Promise<void> => {
    await useForm();
    if (page?.isLive) return;
    await time.wait(60_000);
    await useForm();
  };

  let isOver = false;
  let failure: unknown;
  void visit().then(
    () => (isOver = true),
    (error: unknown) => {
      failure = error;
      isOver = true;
    },
  );
  await time.run(() => isOver);
  const end = endOf(sights, page?.state);
  page?.drop();
  if (failure) throw failure;
  if (!isOver) throw new Error("the visitor's way has not come to an end");
  return { calls: network.calls, met: network.met, sights, told, captured, contacts: portal.contacts, before, presses, end };
}

const endOf = (sights: readonly Sight[], state = ""): string => (state === "failed" ? (sights.at(-1)?.failure ?? "failed") : state);
