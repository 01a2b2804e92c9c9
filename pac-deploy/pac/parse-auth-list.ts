import { normalizeEnvironment } from "./normalize-environment.ts";
import type { AuthProfile } from "./pac.ts";
import { splitLines } from "./pac-lines.ts";
import { parseTable, type TableRow } from "./parse-table.ts";

/** Labels observed (third party) from pac 1.30 to 2.8; `Friendly Name` and `Url` are the older ones. */
const labels = ["Index", "Active", "Kind", "Name", "Friendly Name", "Url", "User", "Cloud", "Type", "Environment", "Environment Url"];

const clouds = "Public|UsGovHigh|UsGovDod|UsGov|China|Mooncake|Preprod|Test|Tip1|Tip2|Dogfood|Local|Unknown|NotSpecified";
/** Ends a row whose columns cannot be trusted: who is signed in, the cloud, and the kind of sign-in. */
const identityAndCloud = new RegExp(String.raw`(\S+)\s+(${clouds})\s+(\S+)(?=\s|$)`);

/** The profiles in what `pac auth list` printed; empty where there are none, or where it printed an error. */
export const parseAuthList = (output: string): AuthProfile[] =>
  parseTable(splitLines(output), labels, (line) => /^\s*\[\d+\]/.test(line)).map(parseProfile);

function parseProfile(row: TableRow): AuthProfile {
  const [, identity, cloud, type] = identityAndCloud.exec(row.text) ?? [];
  const url = row.cell("Environment Url", "Url");
  const scope = presence(row.cell("Kind")) ?? /^\s*\[\d+\]\s*\*?\s*([A-Z]{4,})\b/.exec(row.text)?.[1];
  return {
    index: Number(/\[(\d+)\]/.exec(row.text)?.[1]),
    name: presence(row.cell("Name")),
    isActive: /^\s*\[\d+\]\s*\*/.test(row.text),
    kind: presence(row.cell("Type")) ?? type ?? scope ?? "",
    ...(scope === undefined ? {} : { scope }),
    identity: presence(row.cell("User")) ?? identity,
    cloud: presence(row.cell("Cloud")) ?? cloud,
    environment: findEnvironment(url ?? "") ?? findEnvironment(row.text),
  };
}

const presence = (cell: string | undefined): string | undefined => (cell === undefined || cell === "" ? undefined : cell);

const findEnvironment = (text: string): string | undefined => {
  const [url] = /https:\/\/\S+/i.exec(text) ?? [];
  return url === undefined ? undefined : normalizeEnvironment(url);
};
