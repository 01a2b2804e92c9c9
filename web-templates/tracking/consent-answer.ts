import { consentCookieName } from "../../contract/names.ts";

export type ConsentAnswer = "granted" | "denied";

/** About six months, after which the visitor is asked anew. */
const answerLifeSeconds = 182 * 24 * 60 * 60;

/** The answer this browser remembers, from the text of `document.cookie`. */
export function readConsentAnswer(cookies: string): ConsentAnswer | undefined {
  const answers = ["granted", "denied"] as const;
  return answers.find((answer) => cookies.split("; ").includes(`${consentCookieName}=${answer}`));
}

/** First-party, and only over HTTPS where the page came over HTTPS. */
export function keepConsentAnswer(document: Document, answer: ConsentAnswer): void {
  const secure = document.location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${consentCookieName}=${answer}; Max-Age=${answerLifeSeconds}; Path=/; SameSite=Lax${secure}`;
}
