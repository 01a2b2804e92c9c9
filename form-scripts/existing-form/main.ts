import { dispatchPageEvent } from "../../identity/dispatch-page-event.ts";
import { openCapturePage } from "../contact-capture/open-capture-page.ts";
import { connectExistingForms } from "./connect-existing-forms.ts";

try {
  connectExistingForms(openCapturePage());
} catch {
  // Whatever went wrong is ours: the page goes on and is told.
  dispatchPageEvent(document, "portalkit:failed", { step: "validate", code: "unexpected" });
}
