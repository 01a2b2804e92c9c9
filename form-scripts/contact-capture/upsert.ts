import { createContact } from "./create.ts";
import { hasKey, hasPrefetch } from "./features.ts";
import { emailColumn, lookUpContact, type Found, type LookedUp } from "./look-up.ts";
import { retryAfterLimitMs, type RequestFailure } from "./request.ts";
import type { Turn } from "./turn.ts";

/** Pause before a create whose answer was lost is looked for: it may still be under way. */
export const settleMs = 1_000;

/** Without an id: created, but the portal did not say under which. */
export interface Upserted extends Found {
  readonly code?: undefined;
  /** `reused` also where an answer was lost and the contact found afterwards: that we made it is not proved. */
  readonly outcome: "created" | "reused";
  /**
   * False: there may be another contact of this address all the same. The answer to a create was lost, or nothing was looked up, or this page had asked for the address within the
   * last 15 minutes before, and the portal may have said once more what it said then (what is written through the site clears its read cache, what others write does not).
   */
  readonly certain: boolean;
}

/** How old a prefetched answer may be. */
export const prefetchLimitMs = 60_000;

/** What a key in a URL cannot carry through every server on the way. */
const keyBreakers = /[+&/#%*?:']/;

/**
 * Step 3. Reuses the contact that has the address, and never writes to it; creates one where there is none. After a create whose answer was lost the address is looked up before
 * anything else is created. With path "A-key", where it was proved for this portal, the create itself is refused if there is one (PATCH by alternate key with `If-None-Match: *`;
 * observed, third party); any other refusal of it ends in the ordinary way, which cannot make a second one there either.
 */
export async function upsertContact(turn: Turn): Promise<Upserted | RequestFailure> {
  const { values, settings, memory, clock } = turn;
  const { lookup, path, authColumn } = settings;
  const email = values.emailaddress1 || "";
  const mayRead = lookup !== "none";
  if (mayRead && !email) return { code: "invalid" };
  const lookUp = async (): Promise<LookedUp | RequestFailure> => (mayRead ? lookUpContact(turn, email) : { isFresh: false });

  const isKeyed =
    hasKey &&
    path === "A-key" &&
    mayRead &&
    !!settings.keyProvedAt?.split(" ").includes(turn.document.location.origin) &&
    !keyBreakers.test(email);
  let found: LookedUp | RequestFailure | undefined;
  if (hasPrefetch) {
    const sent = memory.lookUps.get(email);
    if (sent?.mark === turn.before && clock.now() - Number(sent?.at) < prefetchLimitMs) found = await sent?.answer;
  }
  if (!found || found.code) found = isKeyed ? { isFresh: true } : await lookUp();
  if (found.code) return found;
  if (found.contactId) return { ...found, outcome: "reused", certain: true };
  let certain = found.isFresh;
  for (let attempt = 0; ; attempt++) {
    const created = await (isKeyed
      ? createContact(turn, `(${emailColumn}='${encodeURIComponent(email)}')`, "If-None-Match")
      : createContact(turn, "", "POST"));
    if (!created.code) {
      const { contactId } = created;
      const authId = String(values[authColumn] ?? "");
      if (contactId && (authId || authColumn === "contactid")) return { contactId, authId, outcome: "created", certain };
      // Dataverse may have made the value itself.
      const seen = await lookUp();
      const isOther = seen.code || (contactId && contactId !== seen.contactId);
      return { ...(isOther ? created : seen), outcome: "created", certain };
    }
    const { code, isUncertain, retryAfterMs = 0 } = created;
    const isConflict = code === "conflict";
    if (isKeyed && !isConflict) return upsertContact({ ...turn, settings: { ...settings, path: "A" }, before: undefined });
    if (!isUncertain && !(isConflict && mayRead)) return created;
    if (isUncertain) {
      certain = false;
      await clock.wait(Math.max(settleMs, Math.min(retryAfterMs, retryAfterLimitMs)));
    }
    const seen = mayRead ? await lookUp() : created;
    // Whether there is a contact now is not known; a visitor whose session is over can do something about that.
    if (seen.code) return seen.code === "session-expired" ? seen : { code: "answer-lost" };
    if (seen.contactId) return { ...seen, outcome: "reused", certain };
    // A connection that broke and a portal that was busy may do better now, and a session that seemed over with the new token; a fault of the portal will not, and a slow create
    // may still arrive.
    if (attempt > 0 || isConflict || code === "timeout" || code === "server-error") return created;
  }
}
