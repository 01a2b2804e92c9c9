import type { ConformanceCase, ConformanceStatement, Evidence } from "./frame.ts";

type Parts = Omit<ConformanceCase, "area" | "behaviour" | "evidence">;

export interface Claims {
  documented(behaviour: string, parts: Parts): ConformanceCase;
  /** By a third party, of live portals. */
  observed(behaviour: string, parts: Parts): ConformanceCase;
  engine(behaviour: string, parts: Parts): ConformanceCase;
  assumed(behaviour: string, parts: Parts): ConformanceCase;
  /** Nothing to ask a server. */
  statement(behaviour: string, evidence: Evidence, why: string): ConformanceStatement;
}

/** Makes the entries of one area. @param link where the documented ones stand, unless an entry says otherwise */
export function claims(area: string, link?: string): Claims {
  const source = (evidence: Evidence): { readonly link?: string } => (evidence === "documented" && link !== undefined ? { link } : {});
  const make =
    (evidence: Evidence) =>
    (behaviour: string, parts: Parts): ConformanceCase => ({ area, behaviour, evidence, ...source(evidence), ...parts });
  return {
    documented: make("documented"),
    observed: make("observed (third party)"),
    engine: make("engine source"),
    assumed: make("assumed"),
    statement: (behaviour, evidence, why) => ({ area, behaviour, evidence, ...source(evidence), why }),
  };
}

/** Pages of Microsoft Learn that many entries stand on. */
export const learn = {
  overview: "https://learn.microsoft.com/power-pages/configure/web-api-overview",
  reading: "https://learn.microsoft.com/power-pages/configure/read-operations",
  writing: "https://learn.microsoft.com/power-pages/configure/write-update-delete-operations",
  requests: "https://learn.microsoft.com/power-pages/configure/web-api-http-requests-handle-errors",
  cache: "https://learn.microsoft.com/power-pages/admin/clear-server-side-cache",
  notes: "https://learn.microsoft.com/power-pages/configure/configure-notes",
  files: "https://learn.microsoft.com/power-pages/configure/file-column",
  images: "https://learn.microsoft.com/power-pages/configure/image-column",
  blobs: "https://learn.microsoft.com/power-pages/configure/webapi-azure-blob",
  howTo: "https://learn.microsoft.com/power-pages/configure/webapi-how-to",
} as const;

/** Microsoft's guidance and templates for code sites, which are no product documentation. */
export const skills = "https://github.com/microsoft/power-platform-skills";
