import type { ConsentMode } from "../../contract/configuration.ts";
import type { ConsentState } from "../../contract/names.ts";
import type { ConsentAnswer } from "./consent-answer.ts";

export interface ConsentEvidence {
  readonly mode: ConsentMode;
  /** What the visitor said to the banner, now or on an earlier page. */
  readonly answer: ConsentAnswer | undefined;
  /** The browser sends Global Privacy Control and the site respects it. https://www.w3.org/TR/gpc/ */
  readonly gpc: boolean;
}

/** An explicit answer wins, then Global Privacy Control, then the site's mode. */
export function resolveConsent({ mode, answer, gpc }: ConsentEvidence): ConsentState {
  return answer || (gpc ? "denied" : mode === "opt-in" ? "unknown" : "granted");
}
