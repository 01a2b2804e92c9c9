/** Calls back when the page's address changes without a load; returns what stops it. */
export function watchNavigation(page: Window & typeof globalThis, report: () => void): () => void {
  const { history, location } = page;
  let shown = location.href;
  const look = (): void => {
    if (location.href === shown) return;
    shown = location.href;
    report();
  };
  const restore = (["pushState", "replaceState"] as const).map((name) => {
    const original = history[name];
    const watched: typeof original = function watched(this: History, ...values) {
      original.apply(this, values);
      look();
    };
    history[name] = watched;
    return () => {
      // Somebody may have wrapped it since; then it stays, and reports nothing new to nobody.
      if (history[name] === watched) history[name] = original;
    };
  });
  page.addEventListener("popstate", look);
  page.addEventListener("hashchange", look);
  return () => {
    for (const undo of restore) undo();
    page.removeEventListener("popstate", look);
    page.removeEventListener("hashchange", look);
    report = () => undefined;
  };
}
