import type { Finding } from "../../../contract/finding.ts";
import { siteFinding } from "../../plan/desired.ts";
import type { Check } from "../check.ts";
import { listSome, webApiTables } from "./web-api-site.ts";

const code = "web-api-column-list";

export const webApiColumnList: Check = {
  meta: {
    code,
    severity: "warning",
    about:
      "A list of columns for the Web API has entries that name no column as they are written: with blanks, capitals, or separated by something else than a comma.",
    advice: "Write logical names in small letters, with commas and nothing else between them.",
    source: "https://learn.microsoft.com/power-pages/configure/web-api-overview",
  },
  find: (checked) =>
    checked.once(webApiTables).flatMap(({ table, fields }): Finding[] => {
      const value = fields?.value;
      if (value === undefined || value.trim() === "" || value.trim() === "*") return [];
      const { problems, capitals } = describeList(value);
      if (problems.length === 0 && capitals.length > 0) {
        const message = `Webapi/${table}/fields has capitals in ${listSome(capitals)}: a column's logical name has none, and whether an entry with them counts is not documented; where it is a lookup, list its logical name as well`;
        return [siteFinding(code, "cannot-conclude", message, fields)];
      }
      if (capitals.length > 0) problems.push(`capitals in ${listSome(capitals)}`);
      if (problems.length === 0) return [];
      const better = [...new Set(value.split(/[\s,;|]+/).map((entry) => entry.toLowerCase()))].filter(Boolean).join(",");
      const message = `Webapi/${table}/fields has ${problems.join(", and ")}: entries count as they are written; write "${better}"`;
      return [siteFinding(code, "warning", message, fields)];
    }),
};

function describeList(value: string): { problems: string[]; capitals: readonly string[] } {
  const entries = value.split(",");
  const names = new Set(entries.map((entry) => entry.trim()));
  const inner = entries.filter((entry) => /\S[\s;|]+\S|[;|]/.test(entry));
  const padded = entries.filter((entry) => entry.trim() !== "" && entry !== entry.trim() && !inner.includes(entry));
  // A lookup's schema name beside its logical name is what newer guidance asks for.
  const capitals = [...names].filter((name) => name !== name.toLowerCase() && !names.has(name.toLowerCase()) && !/[\s;|]/.test(name));
  const empty = entries.filter((entry) => entry.trim() === "");
  const problems = [
    ...(inner.length > 0 ? [`something else than commas between names ("${short(inner[0] ?? "")}")`] : []),
    ...(padded.length > 0 ? [`blanks around ${listSome(padded.map((entry) => entry.trim()))}`] : []),
    ...(empty.length > 0 ? ["an empty entry"] : []),
  ];
  return { problems, capitals };
}

const short = (text: string): string => (text.trim().length > 40 ? `${text.trim().slice(0, 40)}…` : text.trim());
