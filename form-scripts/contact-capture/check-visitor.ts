import { parseContactId } from "../../identity/contact-id.ts";
import { readMember } from "../../identity/read-member.ts";
import { readPortalUser } from "../../identity/read-portal-user.ts";
import type { CapturePage } from "./capture-page.ts";
import { fail, request, type Answer } from "./request.ts";

/**
 * Whether the portal still sees who this page was made for: somebody may have signed in or out in another tab since, and only the server knows. No
 * address says who is signed in, but every page does, in `Portal.User`: this one is asked for again, as a reload would. Fails with
 * `session-expired` when it is somebody else's by now, or no longer to be had without signing in.
 */
export async function checkVisitor(page: CapturePage, endsAt: number): Promise<Answer> {
  const answer = await request(page, { url: page.document.location.href, method: "GET", endsAt });
  if (!answer.ok) return answer;
  const seen = parseContactId(readMember(/contactId["']?\s*:\s*["']([^"']*)/.exec(answer.response.text), "1"));
  return seen === readPortalUser(page.window).contactId ? answer : fail("session-expired", false);
}
