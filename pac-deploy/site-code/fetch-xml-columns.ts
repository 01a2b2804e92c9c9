import { Parser } from "htmlparser2";
import { holeMark } from "./odata-columns.ts";

export interface FetchColumns {
  /** Logical name and columns of every table that it reads. */
  readonly tables: readonly { readonly table: string; readonly columns: readonly string[] }[];
  readonly unknown: string | undefined;
}

/** Tables and columns of a FetchXML query, which may have holes where values stand. https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/reference */
export function readFetchXml(text: string): FetchColumns {
  const tables: { table: string; columns: string[] }[] = [];
  const open: { table: string; columns: string[] }[] = [];
  let unknown: string | undefined;
  const take = (value: string | undefined, what: string): string | undefined => {
    if (value === undefined || value === "") return undefined;
    if (/^\w+$/.test(value) && !value.includes(holeMark)) return value;
    unknown ??= `the ${what} of its FetchXML`;
    return undefined;
  };
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const current = open.at(-1);
        const column = (key: string): void => {
          const found = take(attributes[key], key);
          if (found !== undefined) current?.columns.push(found);
        };
        if (name === "entity" || name === "link-entity") {
          const table = { table: take(attributes["name"], "table") ?? "", columns: [] as string[] };
          if (name === "link-entity") {
            column("to");
            const from = take(attributes["from"], "from");
            if (from !== undefined) table.columns.push(from);
          }
          open.push(table);
          tables.push(table);
        } else if (name === "attribute") column("name");
        else if (name === "condition") {
          if (attributes["entityname"] === undefined) column("attribute");
        } else if (name === "order") column("attribute");
        else if (name === "all-attributes") unknown ??= "all columns";
      },
      onclosetag(name) {
        if (name === "entity" || name === "link-entity") open.pop();
      },
      ontext(data) {
        // A hole between the elements may be a condition, or a column.
        if (data.includes(holeMark) && open.length > 0 && !/^\s*$/.test(data)) unknown ??= "a part of its FetchXML";
      },
    },
    { xmlMode: true },
  );
  parser.end(text);
  if (tables.length === 0) unknown ??= "its FetchXML";
  return { tables, unknown };
}
