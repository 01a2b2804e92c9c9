import type { VisitorState } from "../../contract/emulator.ts";
import type { Moment, VisitorTimeline } from "../timeline/build-timeline.ts";
import { momentWords, plural, renderAge, renderContact, renderRemaining, stateWords } from "../timeline/words.ts";
import { createElement, createIcon } from "./create-element.ts";
import { momentIcons, stateIcons } from "./icons.ts";

export interface CardOptions {
  readonly visitor: VisitorTimeline;
  readonly nowMs: number;
  readonly isRevealed: boolean;
  /** Whether all moments are shown. */
  readonly isExpanded: boolean;
  readonly onToggle: () => void;
}

const shortListLength = 4;

/** The first characters of a cookie's id, as a person would call it. */
export const shortId = (cookieId: string): string => cookieId.slice(0, 8);

/** One visitor's card. Ages stand in `time[data-at-ms]` elements, which `updateAges` keeps fresh without building anew. */
export function createVisitorCard({ visitor, nowMs, isRevealed, isExpanded, onToggle }: CardOptions): HTMLElement {
  const name = `visitor-${visitor.cookieId}`;
  return createElement("article", {
    class: `card is-${visitor.state}`,
    attributes: { "aria-labelledby": name },
    children: [
      createElement("header", {
        class: "card-head",
        children: [createAvatar(visitor), createTitle(visitor, { name, isRevealed, nowMs }), createBadge(visitor.state)],
      }),
      createTrack(visitor),
      createFootnote(visitor, nowMs),
      createMoments(visitor, { nowMs, isExpanded, onToggle }),
    ],
  });
}

export function createBadge(state: VisitorState): HTMLElement {
  return createElement("p", {
    class: `badge is-${state}`,
    children: [createIcon(stateIcons[state]), createElement("span", { text: stateWords[state].label })],
  });
}

/** Ages of everything under `root`, from the emulator's clock. */
export function updateAges(root: ParentNode, nowMs: number): void {
  for (const element of root.querySelectorAll<HTMLElement>("time[data-at-ms]")) {
    const age = renderAge(Number(element.dataset["atMs"]), nowMs);
    if (element.textContent !== age) element.textContent = age;
  }
}

function createAvatar({ cookieId, contact }: VisitorTimeline): HTMLElement {
  const avatar = createElement("div", {
    class: "avatar",
    text: contact === undefined ? cookieId.slice(0, 2) : (contact.firstName || contact.lastName || "?").slice(0, 1),
    attributes: { "aria-hidden": "true" },
  });
  // Each cookie keeps its hue, so that a person finds a visitor again.
  avatar.style.setProperty("--hue", String(Number.parseInt(cookieId.slice(0, 4), 16) % 360));
  return avatar;
}

function createTitle(
  visitor: VisitorTimeline,
  { name, isRevealed, nowMs }: { readonly name: string; readonly isRevealed: boolean; readonly nowMs: number },
): HTMLElement {
  const { contact } = visitor;
  const words = contact === undefined ? undefined : renderContact(contact, isRevealed);
  const cookie = createElement("span", { class: "cookie", text: `cookie ${shortId(visitor.cookieId)}` });
  return createElement("div", {
    class: "who",
    children: [
      createElement("h3", { text: words?.name ?? "Anonymous visitor", attributes: { id: name } }),
      createElement("p", {
        class: "who-line",
        children: [
          ...(words === undefined || words.email === "" ? [] : [createElement("span", { class: "email", text: words.email })]),
          cookie,
        ],
      }),
      createElement("p", {
        class: "who-line facts",
        children: [
          createElement("span", { text: plural(visitor.views, "page view") }),
          createElement("span", { text: plural(visitor.clicks, "click") }),
          createElement("span", { children: [document.createTextNode("first seen "), createTime(visitor.firstSeenMs, nowMs)] }),
        ],
      }),
    ],
  });
}

/** Visited → contact → linked → known, each as far as it got. */
function createTrack({ contact, moments, state }: VisitorTimeline): HTMLElement {
  const isKnown = state === "known";
  const steps: readonly (readonly [string, boolean])[] = [
    ["Visited", true],
    [contact?.outcome === "reused" ? "Contact reused" : contact === undefined ? "Contact" : "Contact created", contact !== undefined],
    ["Linked", contact !== undefined && moments.some(({ kind }) => kind === "linked")],
    ["Known", isKnown],
  ];
  const next = steps.findIndex(([, isDone]) => !isDone);
  return createElement("ol", {
    class: "track",
    attributes: { "aria-label": "Steps" },
    children: steps.map(([label, isDone], index) =>
      createElement("li", {
        class: isDone ? "is-done" : index === next && state !== "expired" ? "is-next" : "is-open",
        children: [
          createElement("span", { class: "dot", attributes: { "aria-hidden": "true" }, children: [createIcon(momentIcons.known)] }),
          createElement("span", { class: "track-label", text: label }),
          createElement("span", { class: "visually-hidden", text: isDone ? " (done)" : " (not yet)" }),
        ],
      }),
    ),
  });
}

function createFootnote({ state, expiresAtMs, moments }: VisitorTimeline, nowMs: number): HTMLElement | undefined {
  const left = expiresAtMs === undefined ? "" : renderRemaining(expiresAtMs, nowMs);
  const words: Readonly<Record<VisitorState, string>> = {
    unknown: moments.some(({ kind }) => kind === "unmatched")
      ? "setUser was called, but no contact has the id it carried. It never resolves."
      : "",
    pending: `No refresh has seen the contact yet. Run one: without it the history is lost in ${left} of silence.`,
    known: "",
    expired: "The unknown profile is gone after 7 silent days. The next visit starts a new one.",
  };
  return words[state] === "" ? undefined : createElement("p", { class: "footnote", text: words[state] });
}

function createMoments(
  visitor: VisitorTimeline,
  { nowMs, isExpanded, onToggle }: Pick<CardOptions, "nowMs" | "isExpanded" | "onToggle">,
): HTMLElement {
  const shown = isExpanded ? visitor.moments : visitor.moments.slice(0, shortListLength);
  const hidden = visitor.moments.length - shortListLength;
  const list = createElement("ol", {
    class: "moments",
    attributes: { "aria-label": "Events, newest first" },
    children: shown.map((moment) => createMoment(moment, nowMs)),
  });
  if (hidden <= 0) return list;
  const toggle = createElement("button", {
    class: "more",
    text: isExpanded ? "Show fewer" : `Show ${plural(hidden, "earlier event")}`,
    attributes: { type: "button", "aria-expanded": String(isExpanded), "data-focus-key": `more-${visitor.cookieId}` },
  });
  toggle.addEventListener("click", onToggle);
  return createElement("div", { children: [list, toggle] });
}

function createMoment({ kind, atMs, subject }: Moment, nowMs: number): HTMLElement {
  return createElement("li", {
    class: `moment moment-${kind}`,
    children: [
      createElement("span", { class: "moment-icon", children: [createIcon(momentIcons[kind])] }),
      createElement("p", {
        children: [
          document.createTextNode(momentWords[kind]),
          ...(subject === "" ? [] : [document.createTextNode(" "), createElement("strong", { text: subject })]),
        ],
      }),
      createTime(atMs, nowMs),
    ],
  });
}

function createTime(atMs: number, nowMs: number): HTMLTimeElement {
  const at = new Date(atMs);
  return createElement("time", {
    text: renderAge(atMs, nowMs),
    attributes: { datetime: at.toISOString(), title: at.toLocaleString(), "data-at-ms": String(atMs) },
  });
}
