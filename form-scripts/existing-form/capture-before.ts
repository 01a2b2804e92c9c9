import type { CapturePage } from "../contact-capture/capture-page.ts";
import { emailColumn } from "../contact-capture/look-up.ts";
import type { CaptureSettings } from "../contact-capture/read-capture-settings.ts";
import { submitContact } from "../contact-capture/submit-contact.ts";
import type { ContactValues } from "../contact-capture/validate.ts";
import type { OnSend } from "./guard-buttons.ts";
import type { ColumnSource } from "./read-columns.ts";
import { readValues } from "./read-values.ts";

/** How long the site's own form is held at most. What is not through by then goes on while the page stays, or is finished on the next one if it is known by then. */
export const holdLimitMs = 4_000;

/**
 * Captures the contact before the form goes: holds it, submits what its inputs hold, and presses the button again when that has ended, well or badly, or the time is
 * up. A form without an address, as most steps of a multistep form, goes at once, and so does one whose values have been captured on this page.
 */
export function captureBefore(page: CapturePage, settings: CaptureSettings, columns: readonly ColumnSource[]): OnSend {
  const { document, clock } = page;
  let captured: string | undefined;
  let isHeld = false;
  let isThrough = false;
  const hold = async (button: HTMLElement, isWanted: () => boolean, values: ContactValues, key: string): Promise<void> => {
    isHeld = true;
    button.setAttribute("aria-busy", "true");
    const result = await Promise.race([submitContact(page, { values, settings }), clock.wait(holdLimitMs)]);
    // A failure is tried again with the next click; what is still under way is not.
    if (!result || result.ok) captured = key;
    isHeld = false;
    button.removeAttribute("aria-busy");
    isThrough = isWanted();
    // A partial postback may have made the button anew.
    if (isThrough) (document.getElementById(button.id) || button).click();
    isThrough = false;
  };
  return (button, isWanted) => {
    if (isThrough) return true;
    if (isHeld) return false;
    const values = readValues(formAround(button), document, columns);
    const key = JSON.stringify(values);
    if (!values[emailColumn] || key === captured) return true;
    void hold(button, isWanted, values, key);
    return false;
  };
}

/** A page is one HTML form, whatever forms it shows: what belongs to the button is the panel around it (observed, third party). */
const formAround = (element: Element): ParentNode => element.closest("[id$=FormPanel],form") || element.ownerDocument;
