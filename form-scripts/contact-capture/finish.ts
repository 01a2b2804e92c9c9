import { dispatchPageEvent } from "../../identity/dispatch-page-event.ts";
import type { CapturePage } from "./capture-page.ts";
import type { CaptureSettings } from "./read-capture-settings.ts";
import { showLink } from "./show-form.ts";

/** How long a visitor who is to be sent on waits for the tracker. */
export const redirectLimitMs = 2_000;

/**
 * After the message: shows the link to the download, or sends the visitor on, not before the tracker has been told or the time is up. Only within the site. The link is a
 * soft gate: the file's address is no secret, and whoever has it needs no form.
 */
export async function finish(
  { document, clock, go }: CapturePage,
  form: HTMLFormElement,
  { successKind, successUrl }: CaptureSettings,
  identified: Promise<void>,
): Promise<void> {
  if (!successUrl) return;
  const link = Object.assign(document.createElement("a"), { href: successUrl });
  // Not by origin alone: that of a `blob:` address is this site's.
  if (!link.href.startsWith(`${document.location.origin}/`))
    return dispatchPageEvent(document, "portalkit:blocked", { what: `${successKind}-off-site` });
  if (successKind === "download") return showLink(form, link);
  await Promise.race([identified, clock.wait(redirectLimitMs)]);
  go(link.href);
}
