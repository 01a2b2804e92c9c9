import type { AnyNode, CallExpression, NewExpression, Pattern, Program } from "acorn";
import type { SiteScript } from "./list-site-scripts.ts";
import { eachChild, keyName, type ParsedScript } from "./parse-script.ts";

export type FunctionNode = Extract<AnyNode, { type: "FunctionDeclaration" | "FunctionExpression" | "ArrowFunctionExpression" }>;

/** A name of a script, with everything that is put into it. */
export interface Binding {
  readonly name: string;
  /** Values in the order of the text; `append` is `+=`. */
  readonly values: { readonly kind: "set" | "append"; readonly node: AnyNode; readonly scope: Scope }[];
  /** `name.key = value`, `name["key"] = value`; key undefined: not known. */
  readonly memberWrites: { readonly key: AnyNode; readonly isComputed: boolean; readonly value: AnyNode; readonly scope: Scope }[];
  /** Where it is a parameter. */
  readonly parameter: { readonly of: FunctionNode; readonly index: number } | undefined;
  /** Something is put into it that cannot be told: it is taken apart, counted up, or a loop's. */
  isOpen: boolean;
}

export interface Scope {
  readonly parent: Scope | undefined;
  readonly bindings: Map<string, Binding>;
  /** The function that the scope is, or is within. */
  readonly of: FunctionNode | undefined;
}

export interface ScriptCall {
  readonly node: CallExpression | NewExpression;
  readonly scope: Scope;
}

export interface ScriptScopes {
  /** Of the names that every script of a page shares. */
  readonly root: Scope;
  readonly calls: readonly ScriptCall[];
  /** The same by the name that is called: a function's, or a method's. Calls of what has no name are not among them. */
  readonly callsByName: ReadonlyMap<string, readonly ScriptCall[]>;
  /** Functions by a name under which the script may call them: declared, assigned, or a method of an object. */
  readonly functionsByName: ReadonlyMap<string, readonly FunctionNode[]>;
  /** The same names, by the function. */
  readonly namesOf: ReadonlyMap<FunctionNode, ReadonlySet<string>>;
  readonly returns: ReadonlyMap<FunctionNode, readonly { readonly node: AnyNode; readonly scope: Scope }[]>;
  /** The scope of each function's own names. */
  readonly scopeOf: ReadonlyMap<FunctionNode, Scope>;
  /** Assignments to members of anything but a name, e.g. `window.onload = …`, in the order of the text. */
  readonly memberAssignments: readonly { readonly target: AnyNode; readonly value: AnyNode; readonly scope: Scope }[];
}

export function find(scope: Scope, name: string): Binding | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const found = at.bindings.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

const isFunction = (node: AnyNode): node is FunctionNode =>
  node.type === "FunctionDeclaration" || node.type === "FunctionExpression" || node.type === "ArrowFunctionExpression";

/**
 * Names, what is put into them, and calls, of one script.
 * @param outside names that other scripts declare
 */
export function readScopes(program: Program, outside?: Scope): ScriptScopes {
  const calls: ScriptCall[] = [];
  const callsByName = new Map<string, ScriptCall[]>();
  const functionsByName = new Map<string, FunctionNode[]>();
  const namesOf = new Map<FunctionNode, Set<string>>();
  const returns = new Map<FunctionNode, { node: AnyNode; scope: Scope }[]>();
  const scopeOf = new Map<FunctionNode, Scope>();
  const memberAssignments: { target: AnyNode; value: AnyNode; scope: Scope }[] = [];
  const later: (() => void)[] = [];

  const declare = (scope: Scope, name: string, parameter?: Binding["parameter"]): Binding => {
    const known = scope.bindings.get(name);
    if (known !== undefined) return known;
    const made: Binding = { name, values: [], memberWrites: [], parameter, isOpen: false };
    scope.bindings.set(name, made);
    return made;
  };
  const nameFunction = (name: string | undefined, value: AnyNode | null | undefined): void => {
    if (name === undefined || value === null || value === undefined || !isFunction(value)) return;
    addTo(functionsByName, name, value);
    const names = namesOf.get(value) ?? new Set();
    namesOf.set(value, names.add(name));
  };
  const declareOpen = (scope: Scope, pattern: Pattern): void => {
    for (const name of namesIn(pattern)) declare(scope, name).isOpen = true;
  };

  const visit = (node: AnyNode, scope: Scope, functionScope: Scope): void => {
    if (isFunction(node)) {
      if (node.type === "FunctionDeclaration" && node.id !== null) {
        nameFunction(node.id.name, node);
        declare(functionScope, node.id.name).values.push({ kind: "set", node, scope });
      }
      const inner: Scope = { parent: scope, bindings: new Map(), of: node };
      returns.set(node, []);
      scopeOf.set(node, inner);
      for (const [index, parameter] of node.params.entries()) {
        const target = parameter.type === "AssignmentPattern" ? parameter.left : parameter;
        if (target.type === "Identifier") declare(inner, target.name, { of: node, index });
        else declareOpen(inner, target);
        if (parameter.type === "AssignmentPattern") visit(parameter.right, inner, inner);
      }
      if (node.body.type === "BlockStatement") for (const statement of node.body.body) visit(statement, inner, inner);
      else {
        returns.get(node)?.push({ node: node.body, scope: inner });
        visit(node.body, inner, inner);
      }
      return;
    }
    if (
      node.type === "BlockStatement" ||
      node.type === "ForStatement" ||
      node.type === "ForInStatement" ||
      node.type === "ForOfStatement"
    ) {
      const inner: Scope = { parent: scope, bindings: new Map(), of: scope.of };
      if ((node.type === "ForInStatement" || node.type === "ForOfStatement") && node.left.type === "VariableDeclaration") {
        for (const { id } of node.left.declarations) declareOpen(node.left.kind === "var" ? functionScope : inner, id);
      }
      eachChild(node, (child) => visit(child, inner, functionScope));
      return;
    }
    if (node.type === "VariableDeclaration") {
      const target = node.kind === "var" ? functionScope : scope;
      for (const { id, init } of node.declarations) {
        if (id.type !== "Identifier") {
          if (init !== null && init !== undefined) declareOpen(target, id);
          continue;
        }
        const binding = declare(target, id.name);
        if (init !== null && init !== undefined) binding.values.push({ kind: "set", node: init, scope });
        nameFunction(id.name, init);
      }
    }
    if (node.type === "CatchClause" && node.param !== null && node.param !== undefined) declareOpen(scope, node.param);
    if (node.type === "CallExpression" || node.type === "NewExpression") {
      const call = { node, scope };
      calls.push(call);
      const name = calledName(node);
      if (name !== undefined) addTo(callsByName, name, call);
    }
    if (node.type === "ReturnStatement" && scope.of !== undefined && node.argument !== null && node.argument !== undefined)
      returns.get(scope.of)?.push({ node: node.argument, scope });
    if (node.type === "Property") nameFunction(keyName(node.key, node.computed), node.value);
    if (node.type === "MethodDefinition") nameFunction(keyName(node.key, node.computed), node.value);
    if (node.type === "PropertyDefinition") nameFunction(keyName(node.key, node.computed), node.value);
    if (node.type === "UpdateExpression" && node.argument.type === "Identifier") {
      const { name } = node.argument;
      later.push(() => open(find(scope, name)));
    }
    if (node.type === "AssignmentExpression") {
      const { left, right, operator } = node;
      if (left.type === "Identifier") {
        nameFunction(left.name, right);
        later.push(() => {
          // A name that nothing declares is a global of the page.
          const binding = find(scope, left.name) ?? declare(root, left.name);
          if (operator === "=" || operator === "+=") binding.values.push({ kind: operator === "=" ? "set" : "append", node: right, scope });
          else binding.isOpen = true;
        });
      } else if (left.type === "MemberExpression") {
        nameFunction(keyName(left.property, left.computed), right);
        memberAssignments.push({ target: left, value: right, scope });
        const { object, property, computed } = left;
        if (object.type === "Identifier")
          later.push(() => find(scope, object.name)?.memberWrites.push({ key: property, isComputed: computed, value: right, scope }));
      } else later.push(() => namesIn(left).forEach((name) => open(find(scope, name))));
    }
    eachChild(node, (child) => visit(child, scope, functionScope));
  };
  const root: Scope = { parent: outside, bindings: new Map(), of: undefined };
  for (const statement of program.body) visit(statement, root, root);
  for (const act of later) act();
  return { root, calls, callsByName, functionsByName, namesOf, returns, scopeOf, memberAssignments };
}

/** Reads each script of a site when it is first asked for, and once. */
export function createScriptReader(
  parse: (script: SiteScript) => ParsedScript,
): (script: SiteScript) => ParsedScript & { readonly scopes: ScriptScopes } {
  const read = new Map<SiteScript, ParsedScript & { readonly scopes: ScriptScopes }>();
  return (script) => {
    const known = read.get(script);
    if (known !== undefined) return known;
    const parsed = parse(script);
    const made = { ...parsed, scopes: readScopes(parsed.program) };
    read.set(script, made);
    return made;
  };
}

function open(binding: Binding | undefined): void {
  if (binding !== undefined) binding.isOpen = true;
}

function addTo<Key, Item>(lists: Map<Key, Item[]>, key: Key, item: Item): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

/** The name of a function that is called, or of a method. */
export function calledName({ callee }: CallExpression | NewExpression): string | undefined {
  if (callee.type === "Identifier") return callee.name;
  return callee.type === "MemberExpression" ? keyName(callee.property, callee.computed) : undefined;
}

function namesIn(pattern: Pattern): string[] {
  switch (pattern.type) {
    case "Identifier":
      return [pattern.name];
    case "ObjectPattern":
      return pattern.properties.flatMap((property) => namesIn(property.type === "RestElement" ? property.argument : property.value));
    case "ArrayPattern":
      return pattern.elements.flatMap((element) => (element === null ? [] : namesIn(element)));
    case "RestElement":
      return namesIn(pattern.argument);
    case "AssignmentPattern":
      return namesIn(pattern.left);
    default:
      // A member declares no name.
      return [];
  }
}
