import { createContact } from "./create.ts";
import { hasKey } from "./features.ts";
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

/** What a key in a URL cannot carry through every server on the way. */
const keyBreakers = /[+&/#%*?:']/;

/**
 * Step 3. Reuses the contact that has the address, and never writes to it; creates one where there is none. After a create whose answer was lost the address is looked up before
 * anything else is created. With path "A-key", where it was proved for this portal, the create itself is refused if there is one (PATCH by alternate key with `If-None-Match: *`;
 * observed, third party); any other refusal of it ends in the ordinary way, which cannot make a second one there either.
 */
export async function upsertContact(turn: Turn): Promise<Upserted | RequestFailure> {
  const { values, settings, clock, memory } = turn;
  const { lookup, path, authColumn } = settings;
  const email = values.emailaddress1 || "";
  const mayRead = lookup !== "none";
  if (mayRead && !email) return { code: "invalid" };
  const isKeyed =
    hasKey &&
    path === "A-key" &&
    mayRead &&
    // Whole ones: each begins with its scheme.
    `${settings.keyProvedAt} `.includes(`${turn.document.location.origin} `) &&
    !keyBreakers.test(email);
  let failed: RequestFailure | undefined;
  let certain = true;
  const lookUp = async (): Promise<LookedUp | RequestFailure> => (mayRead ? lookUpContact(turn, email) : (failed ?? { isFresh: false }));
  for (let attempt = 0; ; attempt++) {
    const early = failed ? undefined : await memory.early?.(email, turn.before);
    const found = early ?? (isKeyed && !failed ? { isFresh: true } : await lookUp());
    // Whether there is a contact now is not known; a visitor whose session is over can do something about that.
    if (found.code) return failed && found.code !== "session-expired" ? { code: "answer-lost" } : found;
    if (found.contactId) return { ...found, outcome: "reused", certain };
    // A connection that broke and a portal that was busy may do better now, and a session that seemed over with the new token; a fault of the portal will not, and a slow create
    // may still arrive.
    if (failed && (attempt > 1 || /^(conflict|timeout|server)/.test(failed.code))) return failed;
    certain &&= found.isFresh;
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
    const isConflict = created.code === "conflict";
    if (isKeyed && !isConflict) return upsertContact({ ...turn, settings: { ...settings, path: "A" }, before: false });
    failed = created;
    if (created.isUncertain) {
      certain = false;
      await clock.wait(Math.max(settleMs, Math.min(created.retryAfterMs ?? 0, retryAfterLimitMs)));
    } else if (!isConflict || !mayRead) return created;
  }
}
