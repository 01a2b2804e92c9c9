/** The steps a submission can fail in, in their order. */
export const captureSteps = ["validate", "token", "upsert", "session", "set-user"] as const;
export type CaptureStep = (typeof captureSteps)[number];

/**
 * invalid: what was typed does not pass · spam-suspected: the trap for robots is filled in · token-missing: no anti-forgery token in the answer ·
 * token-refused: refused again after a refresh · session-expired: signed out, or signed in or out elsewhere since the page was made, or a sign-in
 * page came instead of data · table-closed: contact is not open to the Web API · forbidden: no permission · refused: any other refusal of the request · busy: 429 or 503 for longer than we wait ·
 * server-error: 5xx · network: no answer · timeout: no answer in time · bad-answer: not what the Web API answers ·
 * answer-lost: a contact may have been created, its id is not known · offline: no answer, and the browser says that it has no network · too-large: more
 * was typed than the portal takes · conflict: the portal says that there is such a row already · sign-in-required: only signed-in visitors may send.
 */
export const captureFailureCodes = [
  "invalid",
  "spam-suspected",
  "token-missing",
  "token-refused",
  "session-expired",
  "table-closed",
  "forbidden",
  "refused",
  "busy",
  "server-error",
  "network",
  "timeout",
  "bad-answer",
  "answer-lost",
  "offline",
  "too-large",
  "conflict",
  "sign-in-required",
  "unexpected",
] as const;
export type CaptureFailureCode = (typeof captureFailureCodes)[number];

export interface CaptureFailure {
  readonly ok: false;
  readonly step: CaptureStep;
  readonly code: CaptureFailureCode;
  /** The portal's own error code, upper case, e.g. `90040120`. */
  readonly portalCode?: string | undefined;
}
