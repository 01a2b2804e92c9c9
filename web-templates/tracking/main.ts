import { wait } from "../../identity/clock.ts";
import { dispatchPageEvent } from "../../identity/dispatch-page-event.ts";
import { openStorage } from "../../identity/open-storage.ts";
import { startTracking } from "./start-tracking.ts";

try {
  startTracking({
    window,
    document,
    session: openStorage(() => window.sessionStorage),
    local: openStorage(() => window.localStorage),
    clock: { wait },
    nonce: document.currentScript?.nonce || "",
    // Not in every browser's types, nor in every browser.
    gpc: !!(navigator as { readonly globalPrivacyControl?: boolean }).globalPrivacyControl,
    reload: () => window.location.reload(),
  });
} catch {
  // Whatever went wrong is ours: the page goes on without tracking and is told.
  dispatchPageEvent(document, "portalkit:failed", { step: "tracking", code: "unexpected" });
}
