import { createClock } from "../../identity/clock.ts";
import { dispatchPageEvent } from "../../identity/dispatch-page-event.ts";
import { openStorage } from "../../identity/open-storage.ts";
import { readMember } from "../../identity/read-member.ts";
import { startTracking } from "./start-tracking.ts";

try {
  startTracking({
    window,
    document,
    session: openStorage(() => window.sessionStorage),
    local: openStorage(() => window.localStorage),
    clock: createClock(),
    // A script element's nonce is text; without one, nothing is taken for none.
    nonce: (readMember(document.currentScript, "nonce") || "") as string,
    gpc: !!readMember(navigator, "globalPrivacyControl"),
    reload: () => window.location.reload(),
  });
} catch {
  // Whatever went wrong is ours: the page goes on without tracking and is told.
  dispatchPageEvent(document, "portalkit:failed", { step: "tracking", code: "unexpected" });
}
