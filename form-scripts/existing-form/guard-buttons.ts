import type { CapturePage } from "../contact-capture/capture-page.ts";

/** May the form go now? `isWanted` tells later whether the visitor has not turned back meanwhile. */
export type OnSend = (button: HTMLElement, isWanted: () => boolean) => boolean;

type Check = (this: unknown, ...args: readonly unknown[]) => unknown;

/**
 * The portal asks the first for basic forms and the second for multistep forms, by their global names, before its validators and before anything is sent.
 * https://learn.microsoft.com/power-pages/configure/add-custom-javascript
 */
const checkNames = ["entityFormClientValidate", "webFormClientValidate"];
/** Ids end so, behind the naming containers of the page (observed, third party). */
const sendButtons = ["Insert", "Update", "Next", "Submit"].map((name) => `[id$=${name}Button]`).join();
const backButton = "[id$=PreviousButton]";

/**
 * Puts `onSend` behind the page's own checks: it is asked when a button that sends was pressed, the page's function has said yes and its validators too. Buttons
 * and functions may come, and come anew, after this: functions are wrapped once the page is there and again before each click, whatever stands there then.
 */
export function guardButtons({ window, document }: Pick<CapturePage, "window" | "document">, onSend: OnSend): void {
  // The page's globals; what they hold is unknown.
  const globals = window as Record<string, unknown>;
  const own = new Set<unknown>();
  let isAsking = false;
  /** The button this click is on, if it is one of the form's. */
  let pressed: HTMLElement | null | undefined;
  /** The last of them that was pressed leads back. */
  let isBack = false;

  const mayGo = (): boolean => {
    if (!pressed || isBack) return true;
    try {
      return isValid(globals, pressed) && onSend(pressed, () => !isBack);
    } catch {
      // Whatever went wrong is ours: the site's form goes its way.
      return true;
    }
  };
  const wrap = (original: unknown): Check =>
    function (...args) {
      // A function of the page that calls the one it has replaced comes here twice.
      const isInner = isAsking;
      isAsking = true;
      try {
        const verdict: unknown = typeof original === "function" ? original.apply(this, args) : true;
        return verdict && !isInner ? mayGo() && verdict : verdict;
      } finally {
        isAsking = isInner;
      }
    };
  const install = (): void => {
    for (const name of checkNames) if (!own.has(globals[name])) own.add((globals[name] = wrap(globals[name])));
  };

  install();
  document.addEventListener("DOMContentLoaded", install);
  document.addEventListener(
    "click",
    ({ target }) => {
      install();
      // A click on the document itself has no element.
      pressed = (target as Element).closest?.<HTMLElement>(`${sendButtons},${backButton}`);
      if (pressed) isBack = pressed.matches(backButton);
    },
    true,
  );
}

/** The validators of the button's group, which the portal runs after its own question: nothing is captured that they refuse. */
function isValid({ Page_ClientValidate: validate }: Record<string, unknown>, button: HTMLElement): boolean {
  const group = /Page_ClientValidate\(["']([^"']*)/.exec(button.getAttribute("onclick") || "")?.[1] || "";
  return typeof validate !== "function" || !!validate(group);
}
