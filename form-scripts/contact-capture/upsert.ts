import type { CaptureLookup } from "../../contract/configuration.ts";
import type { ContactId } from "../../identity/contact-id.ts";
import type { PortalAnswer } from "./call-portal.ts";
import type { CaptureFailure, CaptureFailureCode } from "./capture-failure.ts";
import type { CapturePage } from "./capture-page.ts";
import { createContact } from "./create.ts";
import { emailColumn, lookUpContact } from "./look-up.ts";
import type { ContactValues } from "./validate.ts";

type PortalFailure = Extract<PortalAnswer, { ok: false }>;

/** Pause before a create whose answer was lost is looked for: it may still be under way. */
export const settleMs = 1_000;

export interface CapturedContact {
  readonly ok: true;
  /** Undefined: created, but the portal did not say under which id. */
  readonly contactId: ContactId | undefined;
  /** `reused` also where an answer was lost and the contact found afterwards: that we made it is not proved. */
  readonly outcome: "created" | "reused";
}

export interface UpsertOptions {
  readonly values: ContactValues;
  readonly lookup: CaptureLookup;
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
  /** Called before the first create. */
  readonly onCreate: () => void;
}

/**
 * Step 3. Reuses the contact that has the address, and never writes to it; creates one where there is none. After a create whose answer was lost the
 * address is looked up before anything else is created.
 */
export async function upsertContact(
  page: CapturePage,
  { values, lookup, endsAt, onCreate }: UpsertOptions,
): Promise<CapturedContact | CaptureFailure> {
  const email = lookup === "email" ? values[emailColumn] : undefined;
  if (lookup === "email" && !email) return { ok: false, step: "upsert", code: "invalid" };

  if (email) {
    const found = await lookUpContact(page, email, endsAt);
    if (!found.ok) return toFailure(found);
    if (found.contactId) return { ok: true, contactId: found.contactId, outcome: "reused" };
  }
  onCreate();
  for (let attempt = 0; ; attempt++) {
    const created = await createContact(page, values, endsAt);
    if (created.ok && created.contactId) return { ...created, outcome: "created" };
    if (!created.ok && !created.isUncertain) return toFailure(created);
    if (!email) return created.ok ? { ...created, outcome: "created" } : toLost(created);

    await page.clock.wait(created.ok ? 0 : settleMs);
    const found = await lookUpContact(page, email, endsAt);
    if (created.ok) return { ok: true, contactId: found.ok ? found.contactId : undefined, outcome: "created" };
    if (!found.ok) return toLost(found);
    if (found.contactId) return { ok: true, contactId: found.contactId, outcome: "reused" };
    if (attempt > 0 || !isWorthRepeating(created.code)) return toFailure(created);
  }
}

/**
 * A connection that broke and a portal that was busy may do better now, and a session that seemed over with the new token; a fault of the portal will
 * not, and a slow create may still arrive.
 */
const isWorthRepeating = (code: CaptureFailureCode): boolean => code !== "timeout" && code !== "server-error";

/** Whether there is a contact now is not known; a visitor whose session is over can do something about that. */
const toLost = (answer: PortalFailure): CaptureFailure =>
  toFailure(answer.code === "session-expired" ? answer : { ...answer, step: "upsert", code: "answer-lost" });

function toFailure(answer: PortalFailure): CaptureFailure {
  return { ...answer, step: answer.code === "token-refused" ? "token" : answer.step || "upsert" };
}
