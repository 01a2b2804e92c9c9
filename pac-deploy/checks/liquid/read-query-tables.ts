/** The tables that a FetchXML query reads, as far as they are written in it. */
export interface QueryTables {
  readonly table: string;
  /** Joined tables by the alias that their columns come under. */
  readonly aliases: ReadonlyMap<string, string>;
}

/** @param xml may hold Liquid; undefined: it names no table */
export function readQueryTables(xml: string): QueryTables | undefined {
  const table = readAttribute(/<entity\b[^>]*>/i.exec(xml)?.[0] ?? "", "name");
  if (table === undefined) return undefined;
  const joins = Array.from(
    xml.matchAll(/<link-entity\b[^>]*>/gi),
    ([tag]) => [readAttribute(tag, "alias"), readAttribute(tag, "name")] as const,
  );
  const aliases = new Map(joins.flatMap(([alias, name]) => (alias === undefined || name === undefined ? [] : [[alias, name] as const])));
  return { table, aliases };
}

function readAttribute(tag: string, name: string): string | undefined {
  const match = new RegExp(`\\s${name}\\s*=\\s*(?:"([\\w]+)"|'([\\w]+)')`, "i").exec(tag);
  return (match?.[1] ?? match?.[2])?.toLowerCase();
}
