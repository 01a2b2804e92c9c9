import { kitVersion } from "../../contract/names.ts";
import type { Finding, Severity } from "../../contract/finding.ts";
import type { CheckMeta } from "./check.ts";

const levels: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  error: "error",
  warning: "warning",
  info: "note",
  "cannot-conclude": "note",
};

/** Findings as a SARIF log, for tools that show them beside the code. https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
export function renderSarif(findings: readonly Finding[], metas: readonly CheckMeta[]): object {
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "portal-kit",
            version: kitVersion,
            rules: metas.map((meta) => ({
              id: meta.code,
              shortDescription: { text: meta.about },
              ...(meta.advice === undefined ? {} : { help: { text: meta.advice } }),
              ...(meta.source === undefined ? {} : { helpUri: meta.source }),
              defaultConfiguration: { level: levels[meta.severity] },
            })),
          },
        },
        results: findings.map(({ code, severity, message, path, line, column, accepted, acceptedBy }) => ({
          ruleId: code,
          level: levels[severity],
          message: { text: message },
          properties: { severity },
          ...(accepted === undefined
            ? {}
            : { suppressions: [{ kind: acceptedBy === "source" ? "inSource" : "external", justification: accepted }] }),
          ...(path === ""
            ? {}
            : {
                locations: [
                  {
                    physicalLocation: {
                      artifactLocation: { uri: path.split("/").map(encodeURIComponent).join("/") },
                      ...(line === 0 ? {} : { region: { startLine: line, ...(column === 0 ? {} : { startColumn: column }) } }),
                    },
                  },
                ],
              }),
        })),
      },
    ],
  };
}
