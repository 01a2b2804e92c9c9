import type { Pieces } from "./text-pieces.ts";
import { readFetchXml, type FetchColumns } from "./fetch-xml-columns.ts";
import { holeMark, mergeColumns, readOption, type QueryColumns } from "./odata-columns.ts";

/** An address of the portal Web API, read. */
export interface WebApiUrl {
  /** undefined: not known. */
  readonly setName: string | undefined;
  readonly hasKey: boolean;
  /** What stands behind the key: a column or a navigation property. */
  readonly property: string | undefined;
  readonly ending: "$value" | "$ref" | "$count" | undefined;
  readonly query: QueryColumns;
  readonly hasSelect: boolean;
  readonly fetch: FetchColumns | undefined;
  /** Any reason why the address cannot be read whole; undefined: none. */
  readonly unknown: string | undefined;
}

/** Parts of `/_api` that are no tables. https://learn.microsoft.com/power-pages/configure/web-api-overview */
const others = /^(?:cloudflow|serverlogics|data|web|lists|site|contextinfo|search|sp\.\w+|\$\w+)(?=[/?(]|$)/i;

/** Text with a mark for each hole; what Liquid puts in is one too. */
export const withMarks = (pieces: Pieces): string =>
  pieces
    .map((piece) => piece ?? holeMark)
    .join("")
    .replaceAll(/_{4,}/g, holeMark);

/** @returns undefined: it asks for no table of this portal */
export function parseWebApiUrl(pieces: Pieces): WebApiUrl | undefined {
  const text = withMarks(pieces);
  const at = /(?:^|\/)_api\/+/.exec(text);
  if (at === null || isElsewhere(text.slice(0, at.index))) return undefined;
  const rest = text.slice(at.index + at[0].length);
  if (others.test(rest)) return undefined;
  if (/^file\//i.test(rest)) return { ...bare("annotation file"), setName: "annotations", unknown: "a file transfer" };
  const question = rest.indexOf("?");
  const path = question < 0 ? rest : rest.slice(0, question);
  const name = /^[A-Za-z]\w*/.exec(path)?.[0];
  if (name === undefined || !/^(?:[(/\s]|$)/.test(path.slice(name.length))) return readUnsure(path, name);
  return readPath(name, path.slice(name.length), question < 0 ? "" : rest.slice(question + 1));
}

/** Another host's `/_api`, as SharePoint has one. */
const isElsewhere = (origin: string): boolean => /sharepoint\.|\/sites\//i.test(origin);

const bare = (reason: string): WebApiUrl => ({
  setName: undefined,
  hasKey: false,
  property: undefined,
  ending: undefined,
  query: { columns: [], related: [], unknown: undefined },
  hasSelect: false,
  fetch: undefined,
  unknown: reason,
});

function readUnsure(path: string, name: string | undefined): WebApiUrl | undefined {
  if (path === "" || !path.includes(holeMark)) return path === "" ? bare("what follows /_api/") : undefined;
  // A whole plural name and then something: a key or a query. Else the name itself goes on.
  if (name !== undefined && name.endsWith("s")) return { ...bare("what follows the set's name"), setName: name };
  return bare("the set's name");
}

function readPath(setName: string, behind: string, queryText: string): WebApiUrl {
  const key = /^\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)/.exec(behind);
  const hasKey = key !== null;
  const [property, ending] = behind
    .slice(key?.[0].length ?? 0)
    .split("/")
    .map((segment) => segment.trim())
    .filter((segment) => segment !== "");
  const isEnding = (segment: string | undefined): segment is "$value" | "$ref" | "$count" => /^\$(?:value|ref|count)$/.test(segment ?? "");
  const keyColumns = [...(key?.[1] ?? "").matchAll(/(\w+)\s*=/g)].map((match) => match[1] ?? "");
  const options = readQuery(queryText);
  const named = isEnding(property) ? undefined : property;
  return {
    setName,
    hasKey,
    property: named?.includes(holeMark) === true ? undefined : named,
    ending: isEnding(property) ? property : isEnding(ending) ? ending : undefined,
    query: mergeColumns([{ columns: keyColumns, related: [], unknown: undefined }, ...options.columns]),
    hasSelect: options.hasSelect,
    fetch: options.fetch,
    unknown:
      named?.includes(holeMark) === true
        ? "the column behind the key"
        : (options.columns.find(({ unknown }) => unknown !== undefined)?.unknown ?? options.fetch?.unknown),
  };
}

function readQuery(text: string): { columns: QueryColumns[]; hasSelect: boolean; fetch: FetchColumns | undefined } {
  const columns: QueryColumns[] = [];
  let hasSelect = false;
  let fetch: FetchColumns | undefined;
  for (const option of text.split(/&(?=[$\w\uE000])/)) {
    const at = option.indexOf("=");
    const name = decode(at < 0 ? option : option.slice(0, at)).trim();
    const value = at < 0 ? "" : decode(option.slice(at + 1));
    if (name.toLowerCase() === "fetchxml") fetch = readFetchXml(value);
    else columns.push(readOption(name, value));
    if (/^\$(?:select|apply)$/i.test(name)) hasSelect = true;
  }
  return { columns, hasSelect, fetch };
}

/** A text that is no percent-encoding stands for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
