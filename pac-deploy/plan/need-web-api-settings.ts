import type { Finding } from "../../contract/finding.ts";
import { siteSettingPath } from "../../site/file-names.ts";
import type { Site } from "../../site/site.ts";
import { siteFinding, type Desired } from "./desired.ts";
import type { RecordWriter } from "./kit-records.ts";

/** The two settings of the portal Web API, merged with what is there: never `*`, never fewer columns than before. */
export function needWebApiSettings(writer: RecordWriter, columns: readonly string[]): { desired: Desired[]; findings: Finding[] } {
  const { site } = writer;
  const desired: Desired[] = [];
  const findings: Finding[] = [];
  const setting = (name: string, value: (before: string | undefined) => string | undefined, why: string): void => {
    const [found, ...others] = site.settings.filter(
      (candidate) =>
        candidate.active && candidate.name.toLowerCase() === name.toLowerCase() && candidate.id !== writer.id("site-setting", name),
    );
    if (found === undefined) {
      const id = writer.id("site-setting", name);
      const values = {
        adx_name: name,
        adx_sitesettingid: id,
        ...(site.model === "enhanced" ? { adx_source: "0" } : {}),
        adx_value: value(undefined) ?? "",
      };
      desired.push({ kind: "list-item", path: siteSettingPath(site, { id, name }), idKey: "adx_sitesettingid", id, values, why });
      return;
    }
    if (others.length > 0) {
      const lines = [found, ...others].map((one) => `${one.path}:${one.line}`).join(", ");
      findings.push(
        siteFinding(
          "setting-twice",
          "warning",
          `${name} is there ${others.length + 1} times (${lines}), and which one counts is not known: keep one; the kit changes the first`,
          found,
        ),
      );
    }
    if (found.environmentVariable !== undefined || found.values["adx_source"] === "1") {
      const variable =
        found.environmentVariable === undefined ? "an environment variable" : `the environment variable ${found.environmentVariable}`;
      findings.push(
        siteFinding(
          "setting-from-environment",
          "warning",
          `${name} comes from ${variable}, which the kit does not change: see that its value is ${name.endsWith("/fields") ? `a list with ${value(undefined) ?? ""}` : (value(undefined) ?? "")}`,
          found,
        ),
      );
      return;
    }
    const wanted = value(found.value);
    if (wanted !== undefined && wanted !== found.value)
      desired.push({ kind: "value", path: found.path, recordId: found.id, key: "adx_value", value: wanted, why });
  };
  setting(
    "Webapi/contact/enabled",
    (before) => (before?.toLowerCase() === "true" ? before : "true"),
    "switches the portal Web API on for contacts",
  );
  setting(
    "Webapi/contact/fields",
    (before) => {
      const listed = (before ?? "")
        .split(",")
        .map((column) => column.trim())
        .filter(Boolean);
      if (listed.includes("*")) {
        findings.push(
          siteFinding(
            "web-api-wildcard",
            "error",
            `Webapi/contact/fields is "*", which Power Pages refuses since its retirement: list the columns your site uses, and add ${columns.join(",")}`,
            place(site),
          ),
        );
        return before;
      }
      const known = new Set(listed.map((column) => column.toLowerCase()));
      const missing = columns.filter((column) => !known.has(column));
      return missing.length === 0 ? before : [...listed, ...missing].join(",");
    },
    "lists the form's columns for the portal Web API",
  );
  return { desired, findings };
}

function place(site: Site): { path: string; line: number } | undefined {
  const found = site.settings.find((setting) => setting.active && setting.name.toLowerCase() === "webapi/contact/fields");
  return found && { path: found.path, line: found.line };
}
