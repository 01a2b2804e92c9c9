import { parseContactId } from "../../identity/contact-id.ts";
import { readSignedIn } from "./signed-in-contact.ts";
import { request, type Answer } from "./request.ts";
import type { Turn } from "./turn.ts";

/**
 * Whether the portal still sees who this page was made for: somebody may have signed in or out in another tab since, and only the server knows. No
 * address says who is signed in, but every page does, in `Portal.User`: this one is asked for again, as a reload would. Fails with
 * `session-expired` when it is somebody else's by now, or no longer to be had without signing in.
 * Asked only where a refusal makes it likely, since it costs a page: of an anonymous page whose visitor has signed in elsewhere before this page fetched its token, nothing is
 * refused, and what was typed goes to the contact of the typed address.
 */
export async function checkVisitor(turn: Turn): Promise<Answer> {
  const answer = await request(turn, turn.document.location.href);
  if (answer.code) return { ...answer, step: "session" };
  const seen = parseContactId(/contactId["']?\s*:\s*["']([^"']*)/.exec(answer.text)?.[1]);
  return seen === readSignedIn(turn.window) ? answer : { code: "session-expired", step: "session" };
}
