import { refuse } from "./capture-contact.ts";
import { connectForms } from "./connect-form.ts";
import { openCapturePage } from "./open-capture-page.ts";

try {
  connectForms(openCapturePage());
} catch {
  // Whatever went wrong is ours: the page goes on and is told.
  refuse({ document }, "unexpected");
}
