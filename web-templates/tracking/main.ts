import { wait } from "../../identity/clock.ts";
import { dispatchPageEvent } from "../../identity/dispatch-page-event.ts";
import { openStorage } from "../../identity/open-storage.ts";
import { connectSource } from "./consent-source.ts";
import { startTracking } from "./start-tracking.ts";

/** Whatever went wrong is ours: the page goes on without tracking and is told. */
const fail = (): void => dispatchPageEvent(document, "portalkit:failed", { step: "tracking", code: "unexpected" });
try {
  startTracking(
    {
      window,
      document,
      session: openStorage(() => sessionStorage),
      local: openStorage(() => localStorage),
      clock: { wait },
      nonce: document.currentScript?.nonce,
      // Not in every browser's types, nor in every browser.
      gpc: (navigator as { readonly globalPrivacyControl?: boolean }).globalPrivacyControl,
      reload: () => location.reload(),
      fail,
    },
    connectSource,
  );
} catch {
  fail();
}
