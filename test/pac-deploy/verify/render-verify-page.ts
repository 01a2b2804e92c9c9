import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../support/kit-site.ts";

/** One thing that was planted, and what came of it. */
export interface PlantedRow {
  readonly name: string;
  readonly code: string;
  /** `path:line`; "": nothing in the folder makes it so. */
  readonly place: string;
  readonly remedy: string;
}

/** The page of the documents: what is written by hand, with the table of what was planted. */
export function renderVerifyPage(rows: readonly PlantedRow[]): string {
  const template = readFileSync(join(root, "pac-deploy/verify/verify-page.md"), "utf8");
  const [before, after, ...more] = template.split("<!-- plantings -->");
  if (before === undefined || after === undefined || more.length > 0) throw new Error("the page must hold <!-- plantings --> exactly once");
  const table = [
    "| what is wrong | found as | file and line named | smallest fix |",
    "|---|---|---|---|",
    ...rows.map(
      ({ name, code, place, remedy }) =>
        `| ${name} | \`${code}\` | ${place === "" ? "in no file" : `\`${place}\``} | ${remedy.replaceAll("|", "\\|")} |`,
    ),
  ];
  const banner = "<!-- Written by `npx vitest run test/flows/verify.test.ts -u` from pac-deploy/verify/verify-page.md. Do not edit. -->";
  return `${banner}\n\n${before}${table.join("\n")}${after}`;
}
