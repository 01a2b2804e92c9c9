import type { ConsentAnswer } from "./consent-answer.ts";

/**
 * Shows and hides the banner, and hears its buttons and every re-open control, wherever and whenever they come into the page.
 * @param isDue whether the banner opens by itself
 * @returns shows or hides it
 */
export function connectBanner(document: Document, isDue: boolean, onAnswer: (answer: ConsentAnswer) => void): (isOpen: boolean) => void {
  const banner = document.querySelector<HTMLElement>("[data-portal-kit-banner]");
  // Our own re-open control; those of the site are the site's to show.
  const reopen = document.querySelector<HTMLElement>("[data-portal-kit-reopen]");
  let opener: HTMLElement | undefined;
  const show = (isOpen: boolean): void => {
    if (banner) banner.hidden = !isOpen;
    if (reopen) reopen.hidden = isOpen;
  };
  show(isDue);
  document.addEventListener("click", ({ target }) => {
    // Clicks come from elements; one that a script dispatches on the document itself has no `closest`.
    const find = (part: string): HTMLElement | null | undefined => (target as Partial<Element>).closest?.(`[data-portal-kit-${part}]`);
    const control = find("settings");
    if (control) {
      opener = control;
      show(true);
      banner?.focus();
      return;
    }
    const answer = find("accept") ? "granted" : find("reject") && "denied";
    if (!answer) return;
    show(false);
    // Keyboard users go on where they were.
    opener?.focus();
    onAnswer(answer);
  });
  return show;
}
