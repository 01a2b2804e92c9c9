import type { ActionType, PageAction } from "../event-batch.ts";

export type CapturedAction = Omit<PageAction, "elapsedMs">;

const interactive = "a[href],area[href],button,input,select,textarea,summary,label,[role=button],[role=link]";

/** Listens for clicks and their keyboard twins on the whole page; returns what stops it. Never reads what was typed. */
export function captureClicks(page: Window & typeof globalThis, report: (action: CapturedAction) => void): () => void {
  const { document } = page;
  // Enter and Space reach us as a click without a pointer (detail 0) on the element they activate.
  let key: ActionType | undefined;

  const onKeyDown = (event: KeyboardEvent): void => {
    key = event.key === "Enter" ? "KEnter" : event.key === " " ? "KSpace" : undefined;
  };
  const onKeyUp = (): void => {
    // A button's Space click comes after its keyup.
    page.setTimeout(() => (key = undefined), 0);
  };
  const onClick = (event: MouseEvent): void => describe(event, event.detail === 0 ? (key ?? "LClick") : "LClick");
  const onAuxClick = (event: MouseEvent): void => {
    if (event.button === 1) describe(event, "MClick");
  };
  const onContextMenu = (event: MouseEvent): void => describe(event, "RClick");
  const describe = (event: MouseEvent, type: ActionType): void => {
    if (event.target instanceof page.Element) report(describeAction(page, event.target, { type, x: event.clientX, y: event.clientY }));
  };

  // In the capture phase: a page that stops propagation is still counted.
  const listen = { capture: true, passive: true };
  document.addEventListener("keydown", onKeyDown, listen);
  document.addEventListener("keyup", onKeyUp, listen);
  document.addEventListener("click", onClick, listen);
  document.addEventListener("auxclick", onAuxClick, listen);
  document.addEventListener("contextmenu", onContextMenu, listen);
  return () => {
    document.removeEventListener("keydown", onKeyDown, listen);
    document.removeEventListener("keyup", onKeyUp, listen);
    document.removeEventListener("click", onClick, listen);
    document.removeEventListener("auxclick", onAuxClick, listen);
    document.removeEventListener("contextmenu", onContextMenu, listen);
  };
}

interface Occasion {
  readonly type: ActionType;
  readonly x: number;
  readonly y: number;
}

function describeAction(page: Window & typeof globalThis, target: Element, { type, x, y }: Occasion): CapturedAction {
  const element = target.closest(interactive) ?? target;
  const href = element instanceof page.HTMLAnchorElement || element instanceof page.HTMLAreaElement ? element.href : "";
  return {
    name: nameElement(element),
    type,
    target: href,
    elementId: element.id,
    isOutbound: /^https?:/.test(href) && new URL(href).host !== page.location.host,
    coordinates: `${Math.round(x)},${Math.round(y)}`,
  };
}

/** Its label or text; for what a person types into, only its own name, never the value. */
function nameElement(element: Element): string {
  const label = element.getAttribute("aria-label");
  if (label !== null && label.trim() !== "") return label.trim();
  const isLabelled = element.matches("a,area,button,summary,label,[role=button],[role=link]");
  const text = isLabelled ? (element.textContent ?? "").replaceAll(/\s+/g, " ").trim() : "";
  if (text !== "") return text.slice(0, 100);
  return element.getAttribute("name") ?? (element.id === "" ? element.localName : element.id);
}
