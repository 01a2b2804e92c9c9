import type { ConsentMode } from "../../../contract/configuration.ts";
import type { Says } from "./tools.ts";

export type State = "unknown" | "granted" | "denied" | "withdrawn";

/** What the visitor's browser says of itself, and whether the site listens. */
export const signals = ["off", "on", "on, not respected"] as const;
export type Signal = (typeof signals)[number];

/** One line for each thing a tool can say: what it means with opt-in, with opt-out (or nobody asked), and with a signal that is respected. */
const meaning: Readonly<Record<Says, readonly [optIn: State, optOut: State, withSignal: State]>> = {
  yes: ["granted", "granted", "granted"],
  no: ["denied", "denied", "denied"],
  "yes unless asked": ["unknown", "granted", "denied"],
  nothing: ["unknown", "unknown", "denied"],
};

export const meaningOf = (says: Says, mode: ConsentMode, signal: Signal): State =>
  meaning[says][signal === "on" ? 2 : mode === "opt-in" ? 0 : 1];

/** What a page announces when a tool says one thing after the other. */
export function announcedFor(said: readonly Says[], mode: ConsentMode, signal: Signal): State[] {
  const announced: State[] = [];
  for (const state of said.map((says) => meaningOf(says, mode, signal))) {
    const last = announced.at(-1);
    if (last === state) continue;
    // Whatever ends consent is a withdrawal, and the page goes.
    if (last === "granted") return [...announced, "withdrawn"];
    announced.push(state);
  }
  return announced;
}

/** What a page has done in the end, by what it has announced. */
export const outcomeFor = (announced: readonly State[]) => {
  const last = announced.at(-1);
  const isTracked = announced.includes("granted");
  const isForgotten = last === "denied" || last === "withdrawn" || announced.includes("denied");
  return {
    announced,
    libraryRequests: isTracked ? 1 : 0,
    runs: isTracked ? 1 : 0,
    views: isTracked ? 1 : 0,
    // A refusal before consent has forgotten who it was.
    users: isTracked && !announced.includes("denied") ? 1 : 0,
    // Cookies of the tracker from an earlier visit stay until somebody says something; the library sets its own once it runs.
    trackerCookie: last === "granted" ? "new" : isForgotten ? "" : "old",
    journeysCookies: isForgotten ? 0 : 2,
    isContactKept: !isForgotten,
    // With consent the beginning of the id is kept for this browser, and how the contact became known for the tab session.
    localKeys: last === "granted" && !isForgotten ? ["portalkit.linked"] : [],
    reloads: last === "withdrawn" ? 1 : 0,
    disablesCookies: isTracked ? last === "withdrawn" : undefined,
    errors: [],
  };
};
