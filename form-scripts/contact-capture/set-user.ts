import type { ContactId } from "../../identity/contact-id.ts";
import { dispatchPageEvent } from "../../identity/dispatch-page-event.ts";
import { readMember } from "../../identity/read-member.ts";
import { setUser } from "../../identity/set-user.ts";
import type { CapturePage } from "./capture-page.ts";
import type { SessionOutcome } from "./session.ts";

/** How long a redirect waits for the tracker to take its queue, which is lost with the page. */
export const queueLimitMs = 1_500;
const pollMs = 50;

/** Step 5. Calls setUser, or says why not. Resolves when the tracker has been told, or will not be on this page. */
export async function identifyContact(page: CapturePage, contactId: ContactId | undefined, kept: SessionOutcome): Promise<void> {
  const { document } = page;
  if (!contactId || kept !== "kept") {
    if (contactId) dispatchPageEvent(document, "portalkit:identified", { state: "pending" });
    dispatchPageEvent(document, "portalkit:blocked", { what: contactId ? kept : "contact-id-missing" });
    return;
  }
  if ((await setUser(page, contactId)) === "called") await waitForQueue(page);
}

/** The stub queues a `["new", …]` entry first; once the library has loaded and taken the queue, it is gone. */
async function waitForQueue({ window, clock }: CapturePage): Promise<void> {
  const end = clock.now() + queueLimitMs;
  while (clock.now() < end) {
    const queue = readMember(window, "MSCIqueue");
    if (!Array.isArray(queue) || !queue.some((entry) => readMember(entry, "0") === "new")) return;
    await clock.wait(pollMs);
  }
}
