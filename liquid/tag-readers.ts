import { readLeadingFragments } from "./grammar/tag-arguments.ts";
import type {
  ComponentReference,
  PathReference,
  PathUse,
  ReferencePlace,
  SnippetReference,
  TemplateReference,
  VariableReference,
} from "./liquid-references.ts";
import type { TagPiece } from "./read-pieces.ts";
import { readMarkup, type LiquidPath, type ReadValue } from "./read-value.ts";

/** The lists of `LiquidReferences` while they are filled. */
export interface Found {
  readonly templates: TemplateReference[];
  readonly components: ComponentReference[];
  readonly editables: SnippetReference[];
  readonly paths: PathReference[];
  readonly variables: VariableReference[];
  readonly queries: ReferencePlace[];
}

export interface Reading {
  readonly found: Found;
  /** Where the piece that is read stands, but for the offset. */
  readonly around: Omit<ReferencePlace, "offset">;
}

const place = (offset: number, { around: { substitution, isConditional, loops } }: Reading): ReferencePlace => ({
  offset,
  substitution,
  isConditional,
  loops,
});

/** The first path is the value's own, with its filters; the others are arguments. */
export function readUses(markup: string, offset: number, use: PathUse, reading: Reading): ReadValue {
  const { paths, value, filterNames } = readMarkup(markup, offset);
  for (const path of paths) {
    if (path === value.path) addPath(path, use, filterNames, reading);
    else addPath(path, "argument", noFilters, reading);
  }
  return value;
}

const noFilters: readonly string[] = [];

function addPath(path: LiquidPath, use: PathUse, filters: readonly string[], { found, around }: Reading): void {
  const { substitution, isConditional, loops } = around;
  found.paths.push({ offset: path.offset, substitution, isConditional, loops, path, use, filters });
}

/** Adds what one tag refers to. */
type ReadTag = (tag: TagPiece, reading: Reading) => void;

const addPaths = (markup: string, offset: number, use: PathUse, reading: Reading): void => {
  for (const path of readMarkup(markup, offset).paths) addPath(path, use, noFilters, reading);
};

function addVariable(tag: TagPiece, reading: Reading, variable: Pick<VariableReference, "name" | "by"> & Partial<VariableReference>): void {
  reading.found.variables.push({
    ...place(tag.begin, reading),
    value: undefined,
    over: undefined,
    ...variable,
    name: variable.name.toLowerCase(),
  });
}

const leadingName = ({ args }: TagPiece): string => /^\s*([\w-]+)/.exec(args)?.[1] ?? "";

const readAssign: ReadTag = (tag, reading) => {
  const match = /^\s*([\w\-.[\]'"()]+)\s*=\s*/.exec(tag.args);
  if (match === null) return;
  const value = readUses(tag.args.slice(match[0].length), tag.argsOffset + match[0].length, "assign", reading);
  addVariable(tag, reading, { name: match[1] ?? "", by: "assign", value });
};

const readCapture: ReadTag = (tag, reading) => addVariable(tag, reading, { name: leadingName(tag), by: "capture" });

const readQuery: ReadTag = (tag, reading) => {
  reading.found.queries.push(place(tag.begin, reading));
  addVariable(tag, reading, { name: leadingName(tag), by: "query" });
};

const readLoop: ReadTag = (tag, reading) => {
  const match = /^\s*(\w+)\s+in\s+/.exec(tag.args);
  if (match === null) return;
  const [markup, offset] = [tag.args.slice(match[0].length), tag.argsOffset + match[0].length];
  addPaths(markup, offset, "loop", reading);
  addVariable(tag, reading, { name: `${tag.name}loop`, by: "loop" });
  addVariable(tag, reading, { name: match[1] ?? "", by: "loop", over: readMarkup(markup, offset).paths[0] });
};

const readTemplate =
  (kind: TemplateReference["kind"]): ReadTag =>
  (tag, reading) => {
    const { pieces, rest } = readLeadingFragments(tag.args, 1);
    const literal = /^(?:'([^']*)'|"([^"]*)")$/.exec(pieces[0] ?? "");
    const parameters = new Map(Array.from(rest.matchAll(parameterPattern), (match) => [match[1] ?? "", match[2] ?? ""]));
    reading.found.templates.push({ ...place(tag.begin, reading), kind, name: literal?.[1] ?? literal?.[2], parameters });
    addPaths(rest, tag.argsOffset + tag.args.length - rest.length, "argument", reading);
  };

const readComponent =
  (kind: ComponentReference["kind"]): ReadTag =>
  (tag, reading) => {
    const match = /\b(name|id|key)\s*:\s*(?:'([^']*)'|"([^"]*)"|(\S+))/.exec(tag.args);
    const by = match?.[1];
    if (match !== null && (by === "name" || by === "id" || by === "key"))
      reading.found.components.push({ ...place(tag.begin, reading), kind, by, value: match[2] ?? match[3] });
    if (kind === "entitylist") addVariable(tag, reading, { name: kind, by: "view" });
    addPaths(tag.args, tag.argsOffset, "argument", reading);
  };

const readView: ReadTag = (tag, reading) => {
  addVariable(tag, reading, { name: /^\s*(\w+)\s*=(?!=)/.exec(tag.args)?.[1] ?? tag.name, by: "view" });
  addPaths(tag.args, tag.argsOffset, "argument", reading);
};

const readCondition: ReadTag = (tag, reading) => addPaths(tag.args, tag.argsOffset, "condition", reading);

const parameterPattern = /(?<![\w'"])(\w+)\s*:\s*("[^"]*"|'[^']*'|[^\s,]+)/g;

const readEditable: ReadTag = (tag, reading) => {
  const match = /^\s*snippets\s*(?:\[\s*)?(?:'([^']*)'|"([^"]*)")\s*\]?([\s\S]*)$/i.exec(tag.args);
  if (match === null) return addPaths(tag.args, tag.argsOffset, "target", reading);
  const rest = match[3] ?? "";
  reading.found.editables.push({
    ...place(tag.begin, reading),
    name: match[1] ?? match[2] ?? "",
    hasDefault: /\bdefault\s*:/.test(rest),
    rendersLiquid: !/\bliquid\s*:\s*['"]?false/.test(rest),
  });
  addPaths(rest, tag.argsOffset + tag.args.length - rest.length, "argument", reading);
};

/** Tags that refer to something; the others only print or end something. */
export const tagReaders: ReadonlyMap<string, ReadTag> = new Map([
  ["assign", readAssign],
  ["capture", readCapture],
  ["case", readCondition],
  ["editable", readEditable],
  ["elseif", readCondition],
  ["elsif", readCondition],
  ["entityform", readComponent("entityform")],
  ["entitylist", readComponent("entitylist")],
  ["entityview", readView],
  ["extends", readTemplate("extends")],
  ["fetchxml", readQuery],
  ["for", readLoop],
  ["if", readCondition],
  ["include", readTemplate("include")],
  ["searchindex", readView],
  ["tablerow", readLoop],
  ["unless", readCondition],
  ["webform", readComponent("webform")],
  ["when", readCondition],
]);
