import { dispatchPageEvent } from "../../identity/dispatch-page-event.ts";
import { connectForms } from "./connect-form.ts";
import { openCapturePage } from "./open-capture-page.ts";

try {
  connectForms(openCapturePage());
} catch {
  // Whatever went wrong is ours: the page goes on and is told.
  dispatchPageEvent(document, "portalkit:failed", { step: "validate", code: "unexpected" });
}
