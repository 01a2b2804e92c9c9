import type { captureSettings } from "../../contract/template-slots.ts";
import type { CapturePage } from "../contact-capture/capture-page.ts";
import { emailColumn } from "../contact-capture/look-up.ts";
import { parseEmail } from "../contact-capture/parse-email.ts";
import { lookUpEarly } from "../contact-capture/look-up-early.ts";
import { readCaptureSettings } from "../contact-capture/read-capture-settings.ts";
import { submitLimitMs } from "../contact-capture/request.ts";
import { readToken } from "../contact-capture/token.ts";
import { captureBefore } from "./capture-before.ts";
import { acceptCreated, awaitCreated } from "./created-by-form.ts";
import { findInput } from "./find-input.ts";
import { guardButtons } from "./guard-buttons.ts";
import { readColumns } from "./read-columns.ts";

/** What the page's author says on the template's element, beside the settings of the plan. */
type Author = "columns" | "mode" | "idParameter" | "connected";

/** Connects the page's basic forms and multistep forms, once, however often the template is on the page. */
export function connectExistingForms(page: CapturePage): void {
  const { document, clock } = page;
  const host = document.querySelector<HTMLElement>("[data-portal-kit-existing-form]");
  // Text where they are there.
  const data = host?.dataset as Partial<Record<Author | keyof typeof captureSettings, string>> | undefined;
  if (!host || !data || data.connected) return;
  data.connected = "true";
  const settings = readCaptureSettings(host);
  acceptCreated(page, data.idParameter || "id", settings);
  if (data.mode === "created-by-form") return guardButtons(page, awaitCreated(page, settings));

  const columns = readColumns(data.columns || data.contactColumns || emailColumn);
  guardButtons(page, captureBefore(page, settings, columns));
  // The token is there by the time the form is sent, and with `capture.prefetchLookup` the look-up too.
  for (const event of ["focusin", "change"])
    document.addEventListener(event, ({ target, type }) => {
      for (const [column, name] of columns) {
        const input = findInput(document, name);
        if (!input || input !== target) continue;
        void readToken(page, clock.now() + submitLimitMs);
        const email = settings.prefetchLookup && type === "change" && column === emailColumn && parseEmail(input.value);
        if (email) lookUpEarly(page, settings, email);
      }
    });
}
