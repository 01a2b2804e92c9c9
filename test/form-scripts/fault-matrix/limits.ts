import type { Rule } from "./judge-cell.ts";
import type { JudgedCell } from "./run-matrix.ts";

/** Where a rule cannot be kept by anything on the page, and why. Every entry must be needed by a cell, and every broken rule must have one. */
export interface Limit {
  readonly reason: string;
  readonly breaks: readonly Rule[];
  isMet(judged: JudgedCell): boolean;
}

export const limits: readonly Limit[] = [
  {
    reason:
      "The portal has carried a create out long after the page had given up waiting for it and after the address had been looked up again, so that the visitor's next press has made another one. No look-up finds what does not exist yet; only an alternate key on the address in Dataverse (or Path A-key, A-self, B) refuses the second.",
    breaks: ["duplicate"],
    isMet: ({ cell }) => cell.call.kind === "create" && cell.fault.name === "carried out after 15 s" && cell.setup.lookup === "email",
  },
  {
    reason:
      "The portal has answered the look-up from its read cache (up to 15 minutes), as it was before the contact was made outside the site. The page cannot make it look anew.",
    breaks: ["duplicate", "not warned"],
    isMet: ({ cell }) => cell.fault.name === "an answer of the read cache from before the contact",
  },
  {
    reason:
      'With `capture.lookup: "none"` nothing may be read: every submission creates, and one whose answer was lost is sent again because the visitor presses again. Duplicates are merged in Dataverse.',
    breaks: ["duplicate"],
    isMet: ({ cell }) => cell.setup.lookup === "none",
  },
  {
    reason:
      'The portal has created the contact and not said its id, and the look-up of the id failed too (or may not be made). What was typed has arrived, so the visitor is not asked again; who they are is learned at their next submission. The page reports `portalkit:blocked {what: "contact-id-missing"}`.',
    breaks: ["lost call"],
    isMet: ({ cell }) => cell.call.name === "look-up of a new id" || cell.fault.name === "no id header",
  },
];

/** The rules a cell has broken that no limit explains. */
export const findUnexplained = (judged: JudgedCell): Rule[] =>
  judged.broken.filter((rule) => !limits.some((limit) => limit.breaks.includes(rule) && limit.isMet(judged)));
