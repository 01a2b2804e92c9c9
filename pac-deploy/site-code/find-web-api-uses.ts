import type { AnyNode, Program } from "acorn";
import { Parser } from "htmlparser2";
import { createEvaluator } from "./evaluate.ts";
import type { Evaluator } from "./evaluator.ts";
import { findRequests } from "./find-requests.ts";
import type { SiteScript } from "./list-site-scripts.ts";
import type { SiteText } from "./list-site-texts.ts";
import { maskLiquid } from "./mask-liquid.ts";
import { holdsOne } from "./mentions.ts";
import { findOutsideFunctions, readScopesWithin } from "./outside-functions.ts";
import { eachChild } from "./parse-script.ts";
import { parseWebApiUrl, type WebApiUrl } from "./parse-web-api-url.ts";
import { readWrittenColumns, type WrittenColumns } from "./read-written-columns.ts";
import type { ScriptRequest } from "./script-request.ts";
import type { ScriptScopes } from "./script-scopes.ts";
import type { Pieces } from "./text-pieces.ts";
import type { QueryColumns } from "./odata-columns.ts";

/** One thing that the site's own code asks the portal Web API for. */
export interface WebApiUse {
  readonly source: SiteText;
  /** Where it stands in the source's text, in UTF-16 code units. */
  readonly offset: number;
  /** In capitals; undefined: not known. */
  readonly methods: readonly string[] | undefined;
  /** As the address has it; undefined: not known. */
  readonly setName: string | undefined;
  readonly hasKey: boolean;
  /** Columns that it reads or filters by, as they are written. */
  readonly reads: readonly string[];
  /** Columns that it writes. */
  readonly writes: readonly string[];
  /** Navigation properties of lookups that it sets. */
  readonly links: readonly string[];
  /** What it reads of other tables, by navigation property; `isWhole` is false where more may be read. */
  readonly related: QueryColumns["related"];
  /** A FetchXML query says what it reads, by logical name. */
  readonly fetch: readonly { readonly table: string; readonly columns: readonly string[] }[];
  /** It reads rows and names no columns: what the site lists is what it gets, and a portal may refuse. */
  readonly isUnselected: boolean;
  /** It may ask for another table, or for other columns: what cannot be told, in words that go on from "it is not clear:". */
  readonly unknown: string | undefined;
  readonly request: ScriptRequest | undefined;
}

const nothingWritten: WrittenColumns = { columns: [], links: [], nested: [], unknown: undefined };

export interface ReadScript {
  readonly program: Program;
  readonly scopes: ScriptScopes;
}

interface SiteCode {
  readonly scripts: readonly SiteScript[];
  readonly read: (script: SiteScript) => ReadScript;
}

/** What scripts and HTML attributes ask the Web API for; an address that none of them was seen to ask is told as unknown. */
export function findWebApiUses(
  texts: readonly SiteText[],
  scripts: readonly SiteScript[],
  read: (script: SiteScript) => ReadScript,
): WebApiUse[] {
  return [
    ...scripts
      .filter(({ text, source }) => mayAsk(text) && source.role !== "server-logic")
      .flatMap((script) => findInScript(script, { scripts, read })),
    ...texts.filter(({ text, language }) => language === "html" && text.includes("_api/")).flatMap(findInAttributes),
  ];
}

const mayAsk = (text: string): boolean =>
  /_api(?!\/(?:cloudflow|serverlogics)\b)/.test(text) || /webAPI\s*\.\s*(?:create|retrieve)/.test(text);

function findInScript(script: SiteScript, { scripts, read }: SiteCode): WebApiUse[] {
  const { source, offset, text } = script;
  const { program, scopes } = read(script);
  const mentions = [...text.matchAll(/_api/g)].map(({ index }) => index);
  const alone = createEvaluator(scopes, mentions);
  const outside = findOutsideFunctions(
    scopes.calls.filter((call) => alone.mayMention(call)),
    { script, scripts, read },
  );
  const evaluator = outside.length === 0 ? alone : createEvaluator(readScopesWithin(program, outside), mentions);
  const own = evaluator.scopes.calls.slice(0, scopes.calls.length);
  const uses = findRequests(evaluator, own).flatMap((request) => describeRequest(request, evaluator, { source, offset }));
  const told = new Set<string>();
  const distinct = uses.filter((use) => {
    const key = JSON.stringify({ ...use, source: undefined, request: undefined });
    if (told.has(key)) return false;
    told.add(key);
    return true;
  });
  const asked = new Set(uses.flatMap(({ setName }) => setName ?? []));
  return [
    ...distinct,
    ...findLeftOver(program, evaluator, { source, offset, mentions, asked, isUnsure: uses.some(({ setName }) => setName === undefined) }),
  ];
}

function describeRequest(
  request: ScriptRequest,
  evaluator: Evaluator,
  { source, offset }: Pick<SiteScript, "source" | "offset">,
): WebApiUse[] {
  const { methods, node, hasQueryElsewhere } = request;
  const writes = methods?.some((method) => method === "POST" || method === "PATCH" || method === "PUT" || method === "MERGE") !== false;
  return request.urls.flatMap((pieces): WebApiUse[] => {
    const url = parseWebApiUrl(pieces);
    if (url === undefined) return [];
    // PUT sets the one column behind the key.
    const isColumn = url.property !== undefined || url.ending === "$ref" || methods?.every((method) => method === "PUT") === true;
    evaluator.assumed.clear();
    for (const [key, value] of request.assumed) evaluator.assumed.set(key, value);
    const written = !writes || isColumn || methods === undefined ? nothingWritten : readWrittenColumns(request.body, evaluator, request);
    evaluator.assumed.clear();
    return [
      {
        ...describeUrl(url, methods, written),
        source,
        offset: offset + node.start,
        request,
        unknown:
          url.unknown ??
          (methods === undefined
            ? "the method"
            : (written.unknown ?? (hasQueryElsewhere ? "its query, which is put together elsewhere" : undefined))),
      },
    ];
  });
}

function describeUrl(
  url: WebApiUrl,
  methods: readonly string[] | undefined,
  written: WrittenColumns,
): Omit<WebApiUse, "source" | "offset" | "request" | "unknown"> {
  const mayRead = methods === undefined || methods.includes("GET");
  const { property, ending, query } = url;
  // A single column is read, set and cleared by its name behind the key; with `$ref` it is a link.
  const isLink = ending === "$ref";
  const ownsQuery = property === undefined || isLink;
  const isColumnRead = property !== undefined && mayRead && !isLink;
  const isRelatedRead = isColumnRead && (query.columns.length > 0 || url.hasSelect);
  return {
    methods,
    setName: url.setName,
    hasKey: url.hasKey,
    reads: [...(ownsQuery ? query.columns : []), ...(isColumnRead && !isRelatedRead ? [property] : [])],
    writes: [
      ...written.columns,
      ...(property !== undefined && !isLink && methods?.some((method) => method !== "GET") === true ? [property] : []),
    ],
    links: [...written.links, ...(isLink && property !== undefined ? [property] : [])],
    related: [
      ...query.related,
      ...(isRelatedRead ? [{ navigation: property, columns: query.columns, isWhole: url.hasSelect }] : []),
      ...written.nested.map((navigation) => ({ navigation, columns: [], isWhole: false })),
    ],
    fetch: url.fetch?.tables ?? [],
    isUnselected:
      mayRead && !url.hasSelect && url.fetch === undefined && property === undefined && ending === undefined && url.setName !== undefined,
  };
}

/** Addresses in texts of a script that no request was seen to ask: kept, handed on, or written into HTML. */
function findLeftOver(
  program: AnyNode,
  evaluator: Evaluator,
  {
    source,
    offset,
    mentions,
    asked,
    isUnsure,
  }: Pick<SiteScript, "source" | "offset"> & {
    readonly mentions: readonly number[];
    readonly asked: ReadonlySet<string>;
    readonly isUnsure: boolean;
  },
): WebApiUse[] {
  const uses: WebApiUse[] = [];
  const visit = (node: AnyNode): void => {
    if (!holdsOne(node, mentions)) return;
    const pieces =
      node.type === "Literal" && typeof node.value === "string"
        ? [node.value]
        : node.type === "TemplateLiteral"
          ? node.quasis.map(({ value }) => value.cooked ?? value.raw).flatMap((text, index) => (index === 0 ? [text] : [undefined, text]))
          : undefined;
    if (pieces?.some((piece) => piece?.includes("_api/")) === true) {
      const isSeen = evaluator.seen.has(node);
      for (const found of findInPieces(pieces)) {
        // A text that was looked at is told by its request, unless no request asks for its table.
        if (found.setName !== undefined && asked.has(found.setName) && isSeen) continue;
        if (found.setName === undefined && isSeen && (asked.size > 0 || isUnsure)) continue;
        uses.push(leftOver(found, source, offset + node.start));
      }
    }
    eachChild(node, visit);
  };
  visit(program);
  return uses;
}

/** A text may hold an address, or HTML with several. */
function findInPieces(pieces: Pieces): WebApiUrl[] {
  const whole = pieces.map((piece) => piece ?? "\uE000").join("");
  const isHtml = /<\w/.test(whole);
  const addresses = isHtml ? addressesIn(whole) : [whole];
  return addresses.flatMap((text) => parseWebApiUrl(text.split(/(\uE000)/).map((part) => (part === "\uE000" ? undefined : part))) ?? []);
}

/** Addresses of the Web API within HTML or a handler's script; what stands before `/_api/` is left out. */
const addressesIn = (text: string): string[] =>
  text.includes("/_api/") ? [...text.matchAll(/\/_api\/[^\s"'<>]*/g)].map(([address]) => address) : [];

const leftOver = (url: WebApiUrl, source: SiteText, offset: number): WebApiUse => {
  // The address of a file's or an image's bytes is complete: a page that shows it reads that one column.
  const isFile = url.property !== undefined && url.hasKey && url.query.columns.length === 0;
  const methods = isFile ? ["GET"] : undefined;
  return {
    ...describeUrl(url, methods, nothingWritten),
    isUnselected: false,
    source,
    offset,
    request: undefined,
    unknown: url.unknown ?? (isFile ? undefined : "which request it is for"),
  };
};

/** `src` and `href` of images and links, which read a column; scripts in attributes are looked at as texts. */
function findInAttributes(source: SiteText): WebApiUse[] {
  const text = source.isLiquid ? maskLiquid(source.text) : source.text;
  const uses: WebApiUse[] = [];
  let isScript = false;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        isScript = name === "script";
        for (const value of isScript ? [] : Object.values(attributes)) {
          for (const address of addressesIn(value)) {
            const url = parseWebApiUrl([address]);
            const offset = Math.max(parser.startIndex, text.indexOf("_api/", parser.startIndex) - 1);
            if (url !== undefined) uses.push(leftOver(url, source, offset));
          }
        }
      },
    },
    { decodeEntities: true },
  );
  parser.end(text);
  return uses;
}
