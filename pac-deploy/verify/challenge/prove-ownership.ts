import { UserError } from "../../../contract/user-error.ts";
import { isLoopback } from "../http/is-loopback.ts";
import type { PortalClient } from "../http/portal-client.ts";
import { challengePath, parseChallenge } from "./challenge-file.ts";
import type { ChallengeStore } from "./challenge-store.ts";

/** How one knows that the site may be asked everything. */
export type Ownership = "loopback" | "challenge";

/**
 * Only one's own sites are verified: what is on this machine, and what publishes the number of a secret that this person holds.
 * @throws UserError `verify-not-yours`, exit code 1
 */
export async function proveOwnership(client: PortalClient, store: ChallengeStore): Promise<Ownership> {
  if (isLoopback(client.origin)) return "loopback";
  const answer = await client.ask(challengePath);
  const published = answer.status === 200 && answer.leftTo === undefined ? parseChallenge(answer.text) : undefined;
  if (published === undefined) {
    const why =
      answer.leftTo === undefined
        ? `${challengePath} answers with ${answer.status} and no number`
        : `${challengePath} leads to another host, as on a site that is private`;
    throw refuse(
      client,
      why,
      "Run `portal-kit verify --prepare` on the site folder and deploy the site, then verify it. A private site cannot be verified from outside.",
    );
  }
  if (!(await store.holds(published)))
    throw refuse(
      client,
      "it publishes the number of a secret that is not on this machine",
      "Verify it where the site was prepared, name that store with --store, or prepare it here and deploy it again.",
    );
  return "challenge";
}

const refuse = ({ origin }: PortalClient, why: string, hint: string): UserError =>
  new UserError("verify-not-yours", `${origin.origin} is not verified, since nothing shows that it is yours: ${why}`, {
    exitCode: 1,
    hint,
  });
