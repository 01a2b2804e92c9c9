import { findMarks, typedMarks, type Marks } from "./marks.ts";
import type { Channel, Trace } from "./record-page.ts";

interface Allowance {
  readonly marks: readonly string[];
  readonly channel: Channel;
  readonly where: RegExp;
}

const all = [...Object.keys(typedMarks), "consent"];
const contacts = String.raw`/_api/contacts`;

/** Where marks belong: nowhere else may one be found. */
const allowances: readonly Allowance[] = [
  // The one URL: the look-up's.
  { marks: ["email"], channel: "request-url", where: new RegExp(`^GET ${contacts}$`) },
  { marks: all, channel: "request-body", where: new RegExp(`^(POST|PATCH) ${contacts}(\\(|$)`) },
  { marks: ["token"], channel: "request-header", where: new RegExp(`^(GET|POST|PATCH) ${contacts}\\S* __requestverificationtoken$`, "i") },
  { marks: ["contact"], channel: "storage", where: /^session contactid$/ },
  { marks: ["contact"], channel: "tracker", where: /^setUser$/ },
  // Path "A-key", where it was proved: the address is the key.
  { marks: ["email"], channel: "request-url", where: new RegExp(`^PATCH ${contacts}\\(emailaddress1=`) },
  // A signed-in visitor's own contact, path "A-self".
  { marks: ["contact"], channel: "request-url", where: new RegExp(`^PATCH ${contacts}\\([0-9a-f-]{36}\\)$`) },
  // What the tracker has been told, it keeps until its library has loaded, and then sends.
  { marks: ["contact"], channel: "global", where: /^MSCIqueue$/ },
  { marks: ["contact"], channel: "request-body", where: /^POST insights\// },
  // The platform's own object for scripts, of a signed-in visitor.
  { marks: [...all, "contact"], channel: "global", where: /^Microsoft$/ },
];

const outboxAllowance: Allowance = { marks: all, channel: "storage", where: /^session portalkit\.outbox$/ };

/** `mark: channel where` of every mark that is found where it does not belong; each once. */
export function findLeaks(traces: readonly Trace[], marks: Marks, options: { readonly isOutboxTicked?: boolean } = {}): string[] {
  const rules = options.isOutboxTicked ? [...allowances, outboxAllowance] : allowances;
  const leaks = traces.flatMap(({ channel, where, text }) =>
    // The address of a request is a trace of its own.
    findMarks(channel.startsWith("request-") ? text : `${where} ${text}`, marks)
      .filter((mark) => !rules.some((rule) => rule.channel === channel && rule.marks.includes(mark) && rule.where.test(where)))
      .map((mark) => `${mark}: ${channel} ${where}`),
  );
  return [...new Set(leaks)];
}
