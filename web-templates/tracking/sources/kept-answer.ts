import { consentCookieName } from "../../../contract/names.ts";

export type ConsentAnswer = "granted" | "denied";

/** About six months, after which the visitor is asked anew. */
const answerLifeSeconds = 182 * 24 * 60 * 60;

/**
 * The answer this browser remembers, from the text of `document.cookie`: `granted.<version>.<time>`, the time in milliseconds since 1970 to the base 36. Answers to
 * another version of the question do not count.
 */
export function readConsentAnswer(cookies: string, version: string): ConsentAnswer | undefined {
  const answers = ["granted", "denied"] as const;
  return answers.find((answer) => `; ${cookies}`.includes(`; ${consentCookieName}=${answer}.${version}.`));
}

/** First-party, and only over HTTPS where the page came over HTTPS. The record of what was answered, when, to which version of the question. */
export function keepConsentAnswer(document: Document, answer: ConsentAnswer, version: string): void {
  const secure = document.location.protocol === "https:" ? ";Secure" : "";
  document.cookie = `${consentCookieName}=${answer}.${version}.${Date.now().toString(36)};Max-Age=${answerLifeSeconds};Path=/;SameSite=Lax${secure}`;
}
