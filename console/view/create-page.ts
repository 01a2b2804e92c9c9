import { visitorStates } from "../../contract/emulator.ts";
import type { EmulatorAddresses, VisitorState } from "../../contract/emulator.ts";
import type { Timeline, VisitorTimeline } from "../timeline/build-timeline.ts";
import { plural, renderContact, stateWords } from "../timeline/words.ts";
import { createElement, createIcon, findPart } from "./create-element.ts";
import { createEmptyState, createNothingFound } from "./empty-state.ts";
import { stateIcons } from "./icons.ts";
import { createVisitorCard, shortId, updateAges } from "./visitor-card.ts";

export interface PageOptions {
  /** Starts a refresh and gives what to tell the person. */
  readonly onRefresh: () => Promise<string>;
}

export interface ConsolePage {
  show(timeline: Timeline, nowMs: number, addresses: EmulatorAddresses): void;
  showLost(): void;
  /** Keeps ages and the "updated" line fresh between readings. */
  tick(): void;
}

interface ShownCard {
  readonly item: HTMLLIElement;
  readonly fingerprint: string;
  readonly state: VisitorState;
}

const celebrationMs = 6_000;

/** The page: what it shows last, and what a person chose. */
export function createPage({ onRefresh }: PageOptions): ConsolePage {
  const parts = {
    connection: findPart("[data-connection]", HTMLElement),
    connectionText: findPart("[data-connection-text]", HTMLElement),
    reveal: findPart("[data-reveal]", HTMLInputElement),
    refresh: findPart("[data-refresh]", HTMLButtonElement),
    refreshText: findPart("[data-refresh-text]", HTMLElement),
    tiles: findPart("[data-tiles]", HTMLElement),
    filter: findPart("[data-visitor-filter]", HTMLSelectElement),
    notice: findPart("[data-notice]", HTMLElement),
    visitors: findPart("[data-visitors]", HTMLElement),
    empty: findPart("[data-empty]", HTMLElement),
    toasts: findPart("[data-toasts]", HTMLElement),
  };
  const cards = new Map<string, ShownCard>();
  const expanded = new Set<string>();
  const tiles = createTiles((state) => {
    shownState = shownState === state ? undefined : state;
    render();
  });
  let shownState: VisitorState | undefined;
  let last:
    { readonly timeline: Timeline; readonly nowMs: number; readonly readAtMs: number; readonly addresses: EmulatorAddresses } | undefined;
  let isLost = false;
  let emptyKind = "";

  parts.tiles.append(...tiles.buttons.values());
  parts.reveal.addEventListener("change", () => render());
  parts.filter.addEventListener("change", () => render());
  parts.refresh.addEventListener("click", () => void refresh());

  /** The emulator's time now, as far as the last reading tells. */
  const nowMs = (): number => (last === undefined ? Date.now() : last.nowMs + (Date.now() - last.readAtMs));

  const refresh = async (): Promise<void> => {
    // Still focusable, so that the keyboard keeps its place.
    if (parts.refresh.getAttribute("aria-disabled") === "true") return;
    parts.refresh.setAttribute("aria-disabled", "true");
    parts.refreshText.textContent = "Refreshing…";
    try {
      toast(await onRefresh());
    } catch {
      toast("The refresh did not run: the emulator does not answer.");
    } finally {
      parts.refresh.removeAttribute("aria-disabled");
      parts.refreshText.textContent = "Run a Customer Insights refresh";
    }
  };

  const toast = (text: string, kind = ""): void => {
    const message = createElement("p", { class: `toast ${kind}`, text });
    parts.toasts.append(message);
    setTimeout(() => message.remove(), celebrationMs);
  };

  const render = (): void => {
    if (last === undefined) return;
    const { timeline, addresses } = last;
    const isRevealed = parts.reveal.checked;
    tiles.update(timeline.counts, shownState);
    updateFilter(parts.filter, timeline.visitors, isRevealed);
    const chosen = parts.filter.value;
    const visible = timeline.visitors.filter(
      (visitor) => (shownState === undefined || visitor.state === shownState) && (chosen === "" || visitor.cookieId === chosen),
    );
    const focusKey = document.activeElement?.getAttribute("data-focus-key");
    renderCards(visible, isRevealed);
    if (focusKey) restoreFocus(parts.visitors, focusKey);
    renderEmpty(visible.length, timeline.visitors.length, addresses);
    const { unlinkedContacts } = timeline;
    const notice =
      unlinkedContacts === 0
        ? ""
        : `${plural(unlinkedContacts, "contact")} came from the portal's form without a visitor: setUser did not arrive. Was tracking accepted, and did the page stay?`;
    if (parts.notice.textContent !== notice) parts.notice.textContent = notice;
    parts.notice.hidden = notice === "";
    updateAges(parts.visitors, nowMs());
  };

  const renderCards = (visible: readonly VisitorTimeline[], isRevealed: boolean): void => {
    const kept = new Set(visible.map(({ cookieId }) => cookieId));
    for (const [cookieId, { item }] of cards) if (!kept.has(cookieId)) item.remove();
    visible.forEach((visitor, index) => {
      const item = renderCard(visitor, isRevealed);
      if (parts.visitors.children[index] !== item) parts.visitors.insertBefore(item, parts.visitors.children[index] ?? null);
    });
  };

  const renderCard = (visitor: VisitorTimeline, isRevealed: boolean): HTMLLIElement => {
    const { cookieId, state } = visitor;
    const isExpanded = expanded.has(cookieId);
    const fingerprint = JSON.stringify([visitor, isRevealed, isExpanded]);
    const shown = cards.get(cookieId);
    if (shown?.fingerprint === fingerprint) return shown.item;
    const item = shown?.item ?? createElement("li");
    const onToggle = (): void => {
      if (!expanded.delete(cookieId)) expanded.add(cookieId);
      render();
    };
    item.replaceChildren(createVisitorCard({ visitor, nowMs: nowMs(), isRevealed, isExpanded, onToggle }));
    cards.set(cookieId, { item, fingerprint, state });
    if (shown !== undefined && shown.state !== "known" && state === "known") celebrate(item, cookieId);
    return item;
  };

  const celebrate = (item: HTMLElement, cookieId: string): void => {
    item.classList.add("just-known");
    setTimeout(() => item.classList.remove("just-known"), celebrationMs);
    toast(`Visitor ${shortId(cookieId)} is known now.`, "is-known");
  };

  const renderEmpty = (visible: number, all: number, addresses: EmulatorAddresses): void => {
    const kind = visible > 0 ? "" : all === 0 ? `nobody ${addresses.portal}` : "filtered";
    if (kind === emptyKind) return;
    emptyKind = kind;
    parts.empty.hidden = kind === "";
    parts.empty.replaceChildren(
      ...(kind === "" ? [] : kind === "filtered" ? createNothingFound(clearFilters) : createEmptyState(addresses)),
    );
  };

  const clearFilters = (): void => {
    shownState = undefined;
    parts.filter.value = "";
    render();
    parts.filter.focus();
  };

  const renderConnection = (): void => {
    const seconds = last === undefined ? 0 : Math.max(0, Math.floor((Date.now() - last.readAtMs) / 1_000));
    const updated = last === undefined ? "" : seconds < 2 ? "updated just now" : `updated ${seconds} s ago`;
    parts.connection.dataset["connection"] = isLost ? "lost" : last === undefined ? "waiting" : "live";
    parts.connectionText.textContent = isLost
      ? `Connection lost, trying again${updated === "" ? "" : ` · ${updated}`}`
      : updated === ""
        ? "Connecting…"
        : `Live · ${updated}`;
  };

  return {
    show(timeline, readNowMs, addresses) {
      last = { timeline, nowMs: readNowMs, readAtMs: Date.now(), addresses };
      if (isLost) toast("The emulator answers again.");
      isLost = false;
      parts.refresh.disabled = false;
      render();
      renderConnection();
    },
    showLost() {
      if (!isLost) toast("The emulator does not answer. This page keeps trying.");
      isLost = true;
      parts.refresh.disabled = true;
      renderConnection();
    },
    tick() {
      renderConnection();
      updateAges(parts.visitors, nowMs());
    },
  };
}

function createTiles(onChoose: (state: VisitorState) => void) {
  const buttons = new Map(
    visitorStates.map((state) => {
      const button = createElement("button", {
        class: `tile is-${state}`,
        attributes: { type: "button", "aria-pressed": "false" },
        children: [
          createElement("span", { class: "tile-icon", children: [createIcon(stateIcons[state])] }),
          createElement("span", { class: "tile-count", text: "0" }),
          createElement("span", { class: "tile-label", text: stateWords[state].label }),
          createElement("span", { class: "tile-meaning", text: stateWords[state].meaning }),
        ],
      });
      button.addEventListener("click", () => onChoose(state));
      return [state, button] as const;
    }),
  );
  return {
    buttons,
    update(counts: Timeline["counts"], shown: VisitorState | undefined): void {
      for (const [state, button] of buttons) {
        const count = button.querySelector(".tile-count");
        if (count !== null && count.textContent !== String(counts[state])) count.textContent = String(counts[state]);
        button.setAttribute("aria-pressed", String(state === shown));
      }
    },
  };
}

/** A rebuilt or moved card loses the keyboard's place. */
function restoreFocus(root: ParentNode, focusKey: string): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-focus-key]"))
    if (element.dataset["focusKey"] === focusKey && element !== document.activeElement) element.focus();
}

/** Keeps the choice; an open list is not rebuilt unless somebody came or went. */
function updateFilter(filter: HTMLSelectElement, visitors: readonly VisitorTimeline[], isRevealed: boolean): void {
  const options = [["", "Everybody"], ...visitors.map((visitor) => [visitor.cookieId, nameVisitor(visitor, isRevealed)])].sort(
    ([one = ""], [other = ""]) => one.localeCompare(other),
  );
  const fingerprint = JSON.stringify(options);
  if (filter.dataset["fingerprint"] === fingerprint) return;
  filter.dataset["fingerprint"] = fingerprint;
  const chosen = filter.value;
  filter.replaceChildren(...options.map(([value = "", text = ""]) => createElement("option", { text, attributes: { value } })));
  filter.value = visitors.some(({ cookieId }) => cookieId === chosen) ? chosen : "";
}

function nameVisitor({ cookieId, contact }: VisitorTimeline, isRevealed: boolean): string {
  return contact === undefined ? shortId(cookieId) : `${shortId(cookieId)} · ${renderContact(contact, isRevealed).name}`;
}
