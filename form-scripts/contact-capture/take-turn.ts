import { readMember } from "../../identity/read-member.ts";
import type { CapturePage } from "./capture-page.ts";
import { submitLimitMs } from "./request.ts";

/**
 * Runs one submission of this browser at a time, over all forms and tabs of the site, so that the second finds the contact the first has created.
 * A browser without locks, and a lock that is refused or held for longer than a submission takes, holds nobody up.
 * https://developer.mozilla.org/docs/Web/API/Web_Locks_API
 */
export async function takeTurn({ window, clock }: CapturePage, run: () => Promise<void>): Promise<void> {
  let running: Promise<void> | undefined;
  const start = (): Promise<void> => (running ??= run());
  // The DOM's own type; whatever else is there throws when it is called, and is then done without.
  const locks = readMember(readMember(window, "navigator"), "locks") as LockManager | undefined;
  if (!locks) return start();
  const inTurn = async (): Promise<void> => locks.request("portalkit.capture", start);
  return Promise.race([inTurn().catch(start), clock.wait(submitLimitMs).then(start)]);
}
