import { componentEvidence } from "./component-evidence.ts";
import { dataEvidence } from "./data-evidence.ts";
import type { EvidenceEntry } from "./evidence.ts";
import { liquidEvidence } from "./liquid-evidence.ts";
import { pageEvidence } from "./page-evidence.ts";
import { serviceEvidence } from "./service-evidence.ts";

/** Every emulated behaviour that has an entry, area by area. What the Web API answers request by request stands in the conformance table besides. */
export const ledger: readonly EvidenceEntry[] = [
  ...pageEvidence,
  ...liquidEvidence,
  ...componentEvidence,
  ...dataEvidence,
  ...serviceEvidence,
];
