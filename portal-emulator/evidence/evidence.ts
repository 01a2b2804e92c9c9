import type { SwitchName } from "../switches.ts";

/** documented: Microsoft's product documentation · engine source: the runtime's open-sourced ancestor or its Liquid engine · observed (third party): somebody else's account of live portals · assumed: the sources are silent. */
export const evidenceLevels = ["documented", "engine source", "observed (third party)", "assumed"] as const;
export type EvidenceLevel = (typeof evidenceLevels)[number];

/** One behaviour of the emulator and how sure it is. */
export interface EvidenceEntry {
  readonly area: string;
  /** One sentence. */
  readonly behaviour: string;
  readonly evidence: EvidenceLevel;
  /** Address of a page, or what else it rests on; of an assumption, why it is the one that was made. */
  readonly source: string;
  /** Turns to the other reading where sources disagree or are silent. */
  readonly switch?: SwitchName;
}

interface Details {
  readonly source: string;
  readonly switch?: SwitchName;
}

export interface EvidenceArea {
  /** @param page a page of Microsoft Learn, after https://learn.microsoft.com/ */
  documented(behaviour: string, page: string, switchName?: SwitchName): EvidenceEntry;
  engine(behaviour: string, source?: string, switchName?: SwitchName): EvidenceEntry;
  observed(behaviour: string, source?: string, switchName?: SwitchName): EvidenceEntry;
  assumed(behaviour: string, why: string, switchName?: SwitchName): EvidenceEntry;
}

/** Makes the entries of one area. */
export function evidenceArea(area: string): EvidenceArea {
  const make = (evidence: EvidenceLevel, behaviour: string, { source, switch: switchName }: Details): EvidenceEntry => ({
    area,
    behaviour,
    evidence,
    source,
    ...(switchName === undefined ? {} : { switch: switchName }),
  });
  const details = (source: string, switchName: SwitchName | undefined): Details => ({
    source,
    ...(switchName === undefined ? {} : { switch: switchName }),
  });
  return {
    documented: (behaviour, page, switchName) => make("documented", behaviour, details(`https://learn.microsoft.com/${page}`, switchName)),
    engine: (behaviour, source = "the 8.x ancestor", switchName) => make("engine source", behaviour, details(source, switchName)),
    observed: (behaviour, source = "accounts of live portals", switchName) =>
      make("observed (third party)", behaviour, details(source, switchName)),
    assumed: (behaviour, why, switchName) => make("assumed", behaviour, details(why, switchName)),
  };
}
