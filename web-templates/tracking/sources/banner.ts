import { keepConsentAnswer, readConsentAnswer, type ConsentAnswer } from "./kept-answer.ts";
import type { ConnectSource } from "./source.ts";

/**
 * The kit's own banner: shows and hides it, and hears its buttons and every re-open control, wherever and whenever they come into the page. Silence is no refusal:
 * what becomes of it is the mode's to say.
 */
export const connectSource: ConnectSource = ({ window, document, settings, gpc }, changed) => {
  const { consentVersion: version = "1" } = settings;
  /** For browsers that keep no cookies. */
  let given: ConsentAnswer | undefined;
  const read = (): ConsentAnswer | undefined => readConsentAnswer(document.cookie, version) || given;
  /** What this page has seen of it. */
  let seen = read();
  const find = (part: string): HTMLElement | null => document.querySelector(`[data-portal-kit-${part}]`);
  const show = (isOpen: boolean): void => {
    // Our own re-open control; those of the site are the site's to show.
    for (const [part, isHidden] of [
      ["banner", !isOpen],
      ["reopen", isOpen],
    ] as const) {
      const element = find(part);
      if (element) element.hidden = isHidden;
    }
  };
  const showDue = (): void => show(!read() && !gpc);
  let opener: HTMLElement | undefined;
  document.addEventListener("click", ({ target }) => {
    // Clicks come from elements; one that a script dispatches on the document itself has no `closest`.
    const within = (part: string): HTMLElement | null | undefined => (target as Partial<Element>).closest?.(`[data-portal-kit-${part}]`);
    const control = within("settings");
    if (control) {
      opener = control;
      show(true);
      find("banner")?.focus();
      return;
    }
    const answer = within("accept") ? "granted" : within("reject") && "denied";
    if (!answer) return;
    given = seen = answer;
    keepConsentAnswer(document, answer, version);
    show(false);
    // Keyboard users go on where they were.
    opener?.focus();
    changed();
  });
  // Answered in another tab, or on the next page before coming back to this one, which the browser may have kept as it was.
  const follow = (): void => {
    const answer = read();
    // Whoever has opened it to think again finds it open.
    if (answer && answer !== seen) show(false);
    seen = answer;
    changed();
  };
  document.addEventListener("visibilitychange", follow);
  window.addEventListener("pageshow", follow);
  // In the head there is no place for it yet.
  const later = document.querySelector<HTMLTemplateElement>("template[data-portal-kit-later]");
  if (later)
    document.addEventListener("DOMContentLoaded", () => {
      document.body.prepend(later.content);
      showDue();
    });
  showDue();
  return () => read() || "implied";
};
