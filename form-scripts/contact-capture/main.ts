import { createClock } from "../../identity/clock.ts";
import { dispatchPageEvent } from "../../identity/dispatch-page-event.ts";
import { openStorage } from "../../identity/open-storage.ts";
import { connectForms } from "./connect-form.ts";
import { createTokenSource } from "./token.ts";

try {
  connectForms({
    window,
    document,
    session: openStorage(() => window.sessionStorage),
    local: openStorage(() => window.localStorage),
    clock: createClock(),
    fetch: (url, init) => window.fetch(url, init),
    tokens: createTokenSource(),
    memory: { contactId: undefined },
    go: (url) => window.location.assign(url),
  });
} catch {
  // Whatever went wrong is ours: the page goes on and is told.
  dispatchPageEvent(document, "portalkit:failed", { step: "validate", code: "unexpected" });
}
