import type { Evaluator, Placed } from "./evaluator.ts";
import type { AnyNode } from "acorn";
import { keyName } from "./parse-script.ts";
import type { Scope } from "./script-scopes.ts";

/** What a body writes. */
export interface WrittenColumns {
  readonly columns: readonly string[];
  /** Navigation properties of `@odata.bind`. */
  readonly links: readonly string[];
  /** Navigation properties under which rows of other tables are sent along. */
  readonly nested: readonly string[];
  readonly unknown: string | undefined;
}

/** The call that sends it: what its own function puts into the object further down is not sent. */
export interface SentBy {
  readonly node: AnyNode;
  readonly scope: Scope;
}

interface Collected {
  readonly sentBy: SentBy;
  readonly columns: Set<string>;
  readonly links: Set<string>;
  readonly nested: Set<string>;
  unknown: string | undefined;
}

const maxDepth = 8;

/** Columns of what is sent: an object, its JSON, or a name that one is put into, with what is put into it later. */
export function readWrittenColumns(bodies: readonly Placed[], evaluator: Evaluator, sentBy: SentBy): WrittenColumns {
  const collected: Collected = { sentBy, columns: new Set(), links: new Set(), nested: new Set(), unknown: undefined };
  for (const body of bodies) collect(body, evaluator, collected, 0);
  return { columns: [...collected.columns], links: [...collected.links], nested: [...collected.nested], unknown: collected.unknown };
}

function collect(placed: Placed, evaluator: Evaluator, into: Collected, depth: number): void {
  const { node, scope, frame } = placed;
  const giveUp = (): void => {
    into.unknown ??= "what it writes";
  };
  if (depth > maxDepth) return giveUp();
  if (node.type === "CallExpression") {
    const { callee, arguments: args } = node;
    const name = callee.type === "MemberExpression" ? keyName(callee.property, callee.computed) : undefined;
    const [first] = args;
    if (name === "stringify" && first !== undefined) return collect({ node: first, scope, frame }, evaluator, into, depth + 1);
    if (name === "assign" || name === "extend") {
      for (const argument of args) if (argument.type !== "Literal") collect({ node: argument, scope, frame }, evaluator, into, depth + 1);
      return;
    }
  }
  if (node.type === "Identifier") {
    collectWrites(placed, evaluator, into, depth);
    // One name after the other: what is put into the object under any of them is sent.
    const values = evaluator.valuesPutInto(placed);
    if (values === undefined) return giveUp();
    for (const value of values) collect(value, evaluator, into, depth + 1);
    return;
  }
  if (node.type === "Literal") {
    // `null`, or a text: `'{"name": …}'` is JSON, anything else writes no column.
    if (typeof node.value === "string" && node.value.trim().startsWith("{")) giveUp();
    return;
  }
  if (node.type === "ObjectExpression") return collectObject(placed, evaluator, into, depth);
  const followed = evaluator.follow(placed);
  for (const one of followed) {
    if (one.node === node) giveUp();
    else collect(one, evaluator, into, depth + 1);
  }
}

/** `record.name = …` and `record["name"] = …`, where the object is made and where it is handed to. */
function collectWrites(placed: Placed, evaluator: Evaluator, into: Collected, depth: number): void {
  const binding = evaluator.bindingOf(placed);
  if (binding === undefined) return;
  for (const write of binding.memberWrites) {
    if (write.value.start > into.sentBy.node.start && isWithin(write.scope, into.sentBy.scope)) continue;
    addKey(
      write.isComputed ? evaluator.texts({ node: write.key, scope: write.scope, frame: placed.frame }) : [[keyName(write.key, false)]],
      into,
    );
    addNested(keyName(write.key, write.isComputed), { node: write.value, scope: write.scope, frame: placed.frame }, evaluator, into);
  }
  // A function of the script that the object is handed to may put more into it.
  for (const { node, scope } of evaluator.callsGiven(binding.name)) {
    const name = node.callee.type === "Identifier" ? node.callee.name : undefined;
    if (name === undefined) continue;
    for (const [index, argument] of node.arguments.entries()) {
      if (
        argument.type !== "Identifier" ||
        argument.name !== binding.name ||
        evaluator.bindingOf({ node: argument, scope, frame: undefined }) !== binding
      )
        continue;
      for (const called of evaluator.scopes.functionsByName.get(name) ?? []) {
        const parameter = called.params[index];
        const inner = parameter?.type === "Identifier" ? evaluator.scopes.scopeOf.get(called) : undefined;
        if (parameter?.type === "Identifier" && inner !== undefined && depth < 3) {
          const written = inner.bindings.get(parameter.name)?.memberWrites ?? [];
          for (const write of written) {
            const frame = {
              of: called,
              args: node.arguments.map((one) => ({ node: one, scope, frame: placed.frame })),
              outer: placed.frame,
            };
            addKey(
              write.isComputed ? evaluator.texts({ node: write.key, scope: write.scope, frame }) : [[keyName(write.key, false)]],
              into,
            );
          }
        }
      }
    }
  }
}

function isWithin(scope: Scope, outer: Scope): boolean {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) if (at.of === outer.of) return true;
  return false;
}

function collectObject({ node, scope, frame }: Placed, evaluator: Evaluator, into: Collected, depth: number): void {
  if (node.type !== "ObjectExpression") return;
  for (const property of node.properties) {
    if (property.type === "SpreadElement") {
      collect({ node: property.argument, scope, frame }, evaluator, into, depth + 1);
      continue;
    }
    const name = keyName(property.key, property.computed);
    addKey(name === undefined ? evaluator.texts({ node: property.key, scope, frame }) : [[name]], into);
    addNested(name, { node: property.value, scope, frame }, evaluator, into);
  }
}

function addKey(texts: readonly (readonly (string | undefined)[])[], into: Collected): void {
  for (const pieces of texts) {
    const key = pieces.includes(undefined) ? undefined : pieces.join("");
    const bound = key === undefined ? undefined : /^(\w+)@odata\.bind$/i.exec(key)?.[1];
    if (bound !== undefined) into.links.add(bound);
    else if (key === undefined || /_{4,}/.test(key)) into.unknown ??= "a column that it writes";
    else if (/^\w+$/.test(key)) into.columns.add(key);
    // `@odata.type` and other annotations are no columns.
    else if (!key.includes("@")) into.unknown ??= "a column that it writes";
  }
}

/** Rows sent along stand under a navigation property, which is no column. */
function addNested(name: string | undefined, value: Placed, evaluator: Evaluator, into: Collected): void {
  if (name === undefined || name.includes("@")) return;
  const isRow = evaluator
    .follow(value)
    .some(
      ({ node }) =>
        node.type === "ObjectExpression" ||
        (node.type === "ArrayExpression" && node.elements.some((element) => element?.type === "ObjectExpression")),
    );
  if (!isRow) return;
  into.columns.delete(name);
  into.nested.add(name);
}
