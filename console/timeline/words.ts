import type { VisitorState } from "../../contract/emulator.ts";
import type { MomentKind, TimelineContact } from "./build-timeline.ts";

/** `now` and `at` on the emulator's clock. */
export function renderAge(atMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.floor((nowMs - atMs) / 1_000));
  if (seconds < 5) return "just now";
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h ago`;
  return plural(Math.floor(seconds / 86_400), "day") + " ago";
}

/** How long is left, for a visitor that will expire. */
export function renderRemaining(atMs: number, nowMs: number): string {
  const hours = Math.max(0, Math.ceil((atMs - nowMs) / 3_600_000));
  return hours >= 48 ? plural(Math.floor(hours / 24), "day") : plural(hours, "hour");
}

export const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;

/** Enough to tell two people apart, too little to know them. */
export const maskName = (name: string): string => name.replaceAll(/\S+/g, (word) => `${firstLetter(word)}•••`);
export const maskEmail = (email: string): string => (email === "" ? "" : `${firstLetter(email)}•••@•••`);
const firstLetter = (text: string): string => String.fromCodePoint(text.codePointAt(0) ?? 0x2022);

export interface ContactWords {
  readonly name: string;
  readonly email: string;
}

export function renderContact(contact: TimelineContact, isRevealed: boolean): ContactWords {
  const name = `${contact.firstName} ${contact.lastName}`.trim() || "No name";
  return isRevealed
    ? { name, email: contact.email }
    : { name: contact.firstName + contact.lastName === "" ? name : maskName(name), email: maskEmail(contact.email) };
}

export const stateWords: Readonly<Record<VisitorState, { readonly label: string; readonly meaning: string }>> = {
  unknown: { label: "Unknown", meaning: "Only a cookie" },
  pending: { label: "Pending", meaning: "Linked, waiting for a refresh" },
  known: { label: "Known", meaning: "One profile, with history" },
  expired: { label: "Expired", meaning: "Silent for 7 days" },
};

export const momentWords: Readonly<Record<MomentKind, string>> = {
  "first-seen": "First seen",
  view: "Viewed",
  click: "Clicked",
  created: "Contact created during the visit",
  reused: "Existing contact reused",
  linked: "Linked to the contact by setUser",
  unmatched: "setUser carried an id that no contact has",
  known: "Known: history joined the profile",
};
