import { idsOf, recordsOf } from "./site-rows.ts";
import type { SiteSource } from "./site-rows.ts";
import type { ServerLogic } from "./site.ts";

/** Server logic lies in `server-logic` or `server-logics`, its script beside the record, in a folder of its own or not. */
export function parseServerLogics(source: SiteSource): ServerLogic[] {
  return recordsOf(source, "serverlogic", "serverlogicid").map((record) => {
    const sourcePath = record.path.replace(/serverlogic\.yml$/, "js");
    const text = source.text(sourcePath);
    if (text === undefined) {
      source.report({
        code: "server-logic-without-script",
        severity: "warning",
        path: record.path,
        line: record.line,
        message: `The script of server logic "${record.name}" is missing: expected ${sourcePath}.`,
      });
    }
    return { ...record, sourcePath, source: text, roleIds: idsOf(record.values, "serverlogic_adx_webrole") };
  });
}
