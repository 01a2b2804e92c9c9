import { readTokens, type Token } from "../../odata/read-tokens.ts";
import { QueryFault } from "../../odata/query-fault.ts";
import { OrgFault } from "../org-fault.ts";
import type { Definition } from "./describe-table.ts";

/** A definition with what may be expanded from it. */
export interface DefinitionNode {
  readonly definition: Definition;
  /** By navigation property; undefined: it leads nowhere. */
  readonly expand: (name: string) => readonly DefinitionNode[] | DefinitionNode | undefined;
}

/** The query options of a metadata read: `$select`, `$filter` (comparisons by eq and ne, with and, or), `$expand`, each also inside an expansion. */
export function queryDefinitions(nodes: readonly DefinitionNode[], options: ReadonlyMap<string, string>): Definition[] {
  refuseOthers(options);
  const filter = options.get("$filter");
  const kept = filter === undefined ? nodes : nodes.filter(({ definition }) => meets(definition, filter));
  return kept.map((node) => renderDefinition(node, options));
}

export function renderDefinition({ definition, expand }: DefinitionNode, options: ReadonlyMap<string, string>): Definition {
  refuseOthers(options);
  const select = options.get("$select");
  const expanded = splitTop(options.get("$expand") ?? "", ",").map((text): [string, unknown] => {
    const [, name = text, inside = ""] = /^\s*([\w.]+)\s*(?:\((.*)\))?\s*$/su.exec(text) ?? [];
    const inner = new Map(splitTop(inside, ";").map((part): [string, string] => readOption(part)));
    const found = expand(name);
    if (found === undefined) throw OrgFault.notBuilt(`$expand=${name} of a definition.`);
    return [name, isList(found) ? queryDefinitions(found, inner) : renderDefinition(found, inner)];
  });
  return { ...(select === undefined ? definition : pick(definition, select)), ...Object.fromEntries(expanded) };
}

/** The options of a URL's query. Others than OData's are ignored. */
export function readOptions(params: URLSearchParams): ReadonlyMap<string, string> {
  return new Map([...params].filter(([name]) => name.startsWith("$")));
}

function refuseOthers(options: ReadonlyMap<string, string>): void {
  for (const name of options.keys())
    if (!["$select", "$filter", "$expand"].includes(name)) throw OrgFault.notBuilt(`the query option ${name} on definitions.`);
}

function pick(definition: Definition, select: string): Definition {
  const names = select.split(",").map((name) => name.trim());
  for (const name of names) if (!(name in definition)) throw OrgFault.notBuilt(`the property ${name} of a definition.`);
  return Object.fromEntries(
    Object.entries(definition).filter(([name]) => name.startsWith("@") || name === "MetadataId" || names.includes(name)),
  );
}

function meets(definition: Definition, filter: string): boolean {
  const tokens = readTokens(filter);
  let at = 0;
  const take = (): Token => tokens[at++] ?? { kind: "end", position: filter.length };
  const isWord = (word: string): boolean => {
    const token = tokens[at];
    if (token?.kind !== "name" || token.text !== word) return false;
    at += 1;
    return true;
  };
  const readOr = (): boolean => {
    let result = readAnd();
    while (isWord("or")) result = readAnd() || result;
    return result;
  };
  const readAnd = (): boolean => {
    let result = readComparison();
    while (isWord("and")) result = readComparison() && result;
    return result;
  };
  const readComparison = (): boolean => {
    const name = take();
    if (name.kind === "(") {
      const result = readOr();
      if (take().kind !== ")") throw new QueryFault("syntax", "A parenthesis is not closed.", name.position);
      return result;
    }
    const operator = take();
    const literal = take();
    if (name.kind !== "name" || operator.kind !== "name" || literal.kind !== "literal" || !["eq", "ne"].includes(operator.text))
      throw OrgFault.notBuilt("a $filter on definitions other than <property> eq|ne <value>.");
    if (!(name.text in definition)) throw OrgFault.notBuilt(`the property ${name.text} of a definition.`);
    return (definition[name.text] === literal.value) === (operator.text === "eq");
  };
  const result = readOr();
  if (take().kind !== "end") throw new QueryFault("syntax", "The filter goes on where its end was expected.");
  return result;
}

function readOption(part: string): [string, string] {
  const at = part.indexOf("=");
  return at < 0 ? [part.trim(), ""] : [part.slice(0, at).trim(), part.slice(at + 1).trim()];
}

function splitTop(text: string, separator: "," | ";"): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === "(") depth += 1;
    if (character === ")") depth -= 1;
    if (character === separator && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)].filter((part) => part.trim() !== "");
}

function isList(found: readonly DefinitionNode[] | DefinitionNode): found is readonly DefinitionNode[] {
  return Array.isArray(found);
}
