import { isPersonalColumn, peopleTables } from "../../../access/people-tables.ts";
import { parseRecords } from "../../../site/parse-records.ts";
import { textOf } from "../../../site/site-rows.ts";
import type { CheckedSite } from "../check.ts";
import { listWords } from "../list-words.ts";

/**
 * Tables whose rows are about people, with how one knows: those of Dataverse, and others of which the site's settings, forms or queries name columns for
 * addresses or telephone numbers. A table of which the folder names no column is not told.
 */
export function peopleTablesOfSite({ site, texts }: CheckedSite): ReadonlyMap<string, string> {
  const columns = new Map<string, Set<string>>();
  const add = (table: string | undefined, names: Iterable<string>): void => {
    if (table === undefined || Object.hasOwn(peopleTables, table)) return;
    for (const name of names) {
      if (!isPersonalColumn(name)) continue;
      const known = columns.get(table) ?? new Set();
      columns.set(table, known.add(name));
    }
  };
  for (const { active, name, value } of site.settings) {
    const table = /^webapi\/([^/]+)\/fields$/i.exec(name)?.[1];
    if (active && table !== undefined)
      add(
        table.toLowerCase(),
        (value ?? "").split(",").map((entry) => entry.trim()),
      );
  }
  for (const [path, text] of site.texts) {
    if (!path.endsWith(".basicform.basicformmetadata.yml")) continue;
    const form = site.texts.get(path.replace(/\.basicformmetadata\.yml$/, ".yml"));
    if (form === undefined) continue;
    const table = textOf(parseRecords(path, form)[0]?.values ?? {}, "entityname");
    add(
      table,
      parseRecords(path, text).flatMap(({ values }) => textOf(values, "attributelogicalname") ?? []),
    );
  }
  for (const { text } of texts) {
    if (!text.includes("<entity")) continue;
    for (const [, table, body] of text.matchAll(/<entity\s+name=["']([a-z0-9_]+)["'][^>]*>([\s\S]*?)<\/entity>/g)) {
      const own = (body ?? "").replaceAll(/<link-entity[\s\S]*?<\/link-entity>/g, "");
      add(
        table,
        [...own.matchAll(/<attribute\s+name=["']([a-z0-9_]+)["']/g)].map(([, name]) => name ?? ""),
      );
    }
  }
  return new Map([
    ...Object.entries(peopleTables),
    ...[...columns].map(([table, names]): [string, string] => [table, `rows with ${listWords([...names].toSorted())}`]),
  ]);
}
