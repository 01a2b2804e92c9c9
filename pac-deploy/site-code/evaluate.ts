import type { AnyNode } from "acorn";
import type { Evaluator, Frame, Member, Placed } from "./evaluator.ts";
import { createMentionFinder, indexByArgument } from "./mentions.ts";
import { keyName } from "./parse-script.ts";
import { find, type Binding, type FunctionNode, type ScriptCall, type ScriptScopes } from "./script-scopes.ts";
import { cutsEnd, either, hole, isItselfCut, join, maxAlternatives, type Pieces } from "./text-pieces.ts";

const maxDepth = 14;
/** A question that takes longer than this is not worth its answer. */
const maxSteps = 5000;

/** @param mentions where in the script the word stands that is looked for, in order */
export function createEvaluator(scopes: ScriptScopes, mentions: readonly number[] = []): Evaluator {
  let steps = 0;
  const asked = <Answer>(answer: () => Answer): Answer => {
    steps = 0;
    return answer();
  };
  const seen = new Set<AnyNode>();
  const assumed = new Map<FunctionNode, readonly Placed[]>();
  const missing = new Set<FunctionNode>();

  const argumentFor = ({ parameter }: Binding, frame: Frame | undefined): Placed | undefined => {
    if (parameter === undefined) return undefined;
    for (let at = frame; at !== undefined; at = at.outer) if (at.of === parameter.of) return at.args[parameter.index];
    const args = assumed.get(parameter.of);
    if (args === undefined) missing.add(parameter.of);
    return args?.[parameter.index];
  };

  const texts = (placed: Placed, depth = 0): readonly Pieces[] => {
    const { node, scope, frame } = placed;
    const sub = (inner: AnyNode): readonly Pieces[] => texts({ node: inner, scope, frame }, depth + 1);
    if (depth > maxDepth || ++steps > maxSteps) return [hole];
    switch (node.type) {
      case "Literal":
        seen.add(node);
        return typeof node.value === "string" || typeof node.value === "number"
          ? [[String(node.value)]]
          : node.value === null
            ? [[""]]
            : [hole];
      case "TemplateLiteral": {
        seen.add(node);
        let all: readonly Pieces[] = [[]];
        for (const [index, quasi] of node.quasis.entries()) {
          const expression = node.expressions[index];
          all = join(all, [[quasi.value.cooked ?? quasi.value.raw]]);
          if (expression !== undefined) all = join(all, sub(expression));
        }
        return all;
      }
      case "BinaryExpression":
        return node.operator === "+" && node.left.type !== "PrivateIdentifier" ? join(sub(node.left), sub(node.right)) : [hole];
      case "ConditionalExpression": {
        const test = isTrue({ node: node.test, scope, frame }, depth + 1);
        return test === undefined ? either(sub(node.consequent), sub(node.alternate)) : sub(test ? node.consequent : node.alternate);
      }
      case "LogicalExpression":
        return node.operator === "&&" ? sub(node.right) : either(sub(node.left), sub(node.right));
      case "AwaitExpression":
        return sub(node.argument);
      case "ParenthesizedExpression":
        return sub(node.expression);
      case "AssignmentExpression":
        return node.operator === "=" ? sub(node.right) : [hole];
      case "Identifier":
        return valuesOf(placed, depth);
      case "MemberExpression":
        return membersOf(placed, depth)
          .map((found) => (found === undefined ? [hole] : texts(found, depth + 1)))
          .reduce(either);
      case "CallExpression":
        return textsOfCall(placed, depth);
      default:
        return [hole];
    }
  };

  /** `value ? … : …` where the value is a text that is known; undefined: it may be either. */
  const isTrue = (placed: Placed, depth: number): boolean | undefined => {
    if (placed.node.type !== "Identifier") return undefined;
    const all = texts(placed, depth);
    if (all.every((pieces) => pieces.some((piece) => piece !== undefined && piece !== ""))) return true;
    return all.every((pieces) => pieces.every((piece) => piece === "")) ? false : undefined;
  };

  const textsOfCall = ({ node, scope, frame }: Placed, depth: number): readonly Pieces[] => {
    if (node.type !== "CallExpression") return [hole];
    const [first] = node.arguments;
    const name = node.callee.type === "Identifier" ? node.callee.name : undefined;
    if (first !== undefined && (name === "encodeURI" || name === "encodeURIComponent" || name === "String"))
      return texts({ node: first, scope, frame }, depth + 1);
    if (node.callee.type === "MemberExpression" && node.callee.object.type !== "Super") {
      const method = keyName(node.callee.property, node.callee.computed);
      const object = { node: node.callee.object, scope, frame };
      if (method === "trim" || method === "toString" || (method === "slice" && cutsEnd(node.arguments))) return texts(object, depth + 1);
      if (method === "concat")
        return node.arguments.reduce((all, one) => join(all, texts({ node: one, scope, frame }, depth + 1)), texts(object, depth + 1));
      if (method === "join") {
        const [list] = follow(object, depth + 1);
        const separator = first === undefined ? "," : first.type === "Literal" && typeof first.value === "string" ? first.value : undefined;
        if (list?.node.type === "ArrayExpression" && separator !== undefined && !isPushedTo(object)) {
          const { elements } = list.node;
          return elements.reduce<readonly Pieces[]>(
            (all, element, index) =>
              join(
                index === 0 ? all : join(all, [[separator]]),
                element === null || element.type === "SpreadElement" ? [hole] : texts({ ...list, node: element }, depth + 1),
              ),
            [[]],
          );
        }
      }
    }
    const results = resultsOf({ node, scope, frame });
    return results === undefined ? [hole] : results.map((result) => texts(result, depth + 1)).reduce(either, []);
  };

  /** A list that is filled later holds more than it begins with. */
  const isPushedTo = ({ node }: Placed): boolean =>
    node.type === "Identifier" &&
    ["push", "unshift", "splice"].some((name) =>
      scopes.callsByName
        .get(name)
        ?.some(
          ({ node: { callee } }) =>
            callee.type === "MemberExpression" && callee.object.type === "Identifier" && callee.object.name === node.name,
        ),
    );

  const valuesOf = (placed: Placed, depth: number): readonly Pieces[] => {
    const binding = bindingOf(placed);
    if (binding === undefined || binding.isOpen) return [hole];
    const argument = argumentFor(binding, placed.frame);
    if (binding.parameter !== undefined && argument === undefined && binding.values.length === 0) return [hole];
    let all: readonly Pieces[] = argument === undefined ? (binding.parameter === undefined ? [] : [hole]) : texts(argument, depth + 1);
    for (const { kind, node, scope } of binding.values) {
      if (kind === "set" && isItselfCut(node, binding.name)) continue;
      const value = texts({ node, scope, frame: placed.frame }, depth + 2);
      // What is added may be added on one way only, but what a longer text asks for is what may be asked for.
      all =
        kind === "append"
          ? join(all.length === 0 ? [hole] : all, value)
          : either(
              all.filter((one) => one.length !== 1 || one[0] !== ""),
              value,
            );
    }
    return all.length === 0 ? [hole] : all;
  };

  const bindingOf = ({ node, scope }: Placed): Binding | undefined => (node.type === "Identifier" ? find(scope, node.name) : undefined);

  const valuesPutInto = (placed: Placed): readonly Placed[] | undefined => {
    const binding = bindingOf(placed);
    if (binding === undefined || binding.isOpen) return undefined;
    const { frame } = placed;
    const argument = argumentFor(binding, frame);
    if (binding.parameter !== undefined && argument === undefined) return undefined;
    const values = binding.values.map(({ node, scope }) => ({ node, scope, frame }));
    const all = argument === undefined ? values : [argument, ...values];
    return all.length === 0 ? undefined : all;
  };

  const follow = (placed: Placed, depth = 0): readonly Placed[] => {
    const { node, scope, frame } = placed;
    const sub = (inner: AnyNode): readonly Placed[] => follow({ node: inner, scope, frame }, depth + 1);
    if (depth > maxDepth || ++steps > maxSteps) return [placed];
    switch (node.type) {
      case "AwaitExpression":
        return sub(node.argument);
      case "ParenthesizedExpression":
        return sub(node.expression);
      case "ConditionalExpression":
        return [...sub(node.consequent), ...sub(node.alternate)];
      case "LogicalExpression":
        return node.operator === "&&" ? sub(node.right) : [...sub(node.left), ...sub(node.right)];
      case "Identifier":
        return (valuesPutInto(placed) ?? [placed])
          .flatMap((one) => (one === placed ? [one] : follow(one, depth + 1)))
          .slice(0, maxAlternatives);
      case "MemberExpression": {
        const found = membersOf(placed, depth);
        return found.flatMap((one) => (one === undefined ? [placed] : follow(one, depth + 1)));
      }
      case "CallExpression": {
        const results = resultsOf(placed);
        return results === undefined ? [placed] : results.flatMap((result) => follow(result, depth + 1)).slice(0, maxAlternatives);
      }
      default:
        return [placed];
    }
  };

  /** What `object.key` may be; undefined: not known. */
  const membersOf = ({ node, scope, frame }: Placed, depth: number): readonly (Placed | undefined)[] => {
    if (node.type !== "MemberExpression" || node.object.type === "Super") return [undefined];
    const { found, isWhole } = member({ node: node.object, scope, frame }, keyName(node.property, node.computed), depth + 1);
    return found.length === 0 || found.length > maxAlternatives ? [undefined] : isWhole ? found : [...found, undefined];
  };

  /** Out of the object's own text and what is put into it later; key undefined: any. */
  const member = (placed: Placed, key: string | undefined, depth = 0): Member => {
    const { node, scope, frame } = placed;
    if (depth > maxDepth) return { found: [], isWhole: false };
    const written = (bindingOf(placed)?.memberWrites ?? []).filter(
      (write) => key === undefined || [key, undefined].includes(keyName(write.key, write.isComputed)),
    );
    const certain = written.filter((write) => keyName(write.key, write.isComputed) === key || key === undefined);
    const parts = follow({ node, scope, frame }, depth + 1)
      .slice(0, maxAlternatives)
      .map((object): Member => {
        if (object.node.type === "CallExpression") {
          const { callee, arguments: args } = object.node;
          const name = callee.type === "MemberExpression" ? keyName(callee.property, callee.computed) : undefined;
          if (name !== "assign" && name !== "extend") return { found: [], isWhole: false };
          return together(args.filter(({ type }) => type !== "Literal").map((one) => member({ ...object, node: one }, key, depth + 1)));
        }
        if (object.node.type !== "ObjectExpression") return { found: [], isWhole: object.node.type === "Literal" };
        return together(
          object.node.properties.map((property): Member => {
            if (property.type === "SpreadElement") return member({ ...object, node: property.argument }, key, depth + 1);
            const name = keyName(property.key, property.computed);
            if (name === undefined) return { found: [], isWhole: key === undefined };
            return { found: key === undefined || name === key ? [{ ...object, node: property.value }] : [], isWhole: true };
          }),
        );
      });
    const { found, isWhole } = together(parts);
    return {
      found: [...found, ...certain.map((write) => ({ node: write.value, scope: write.scope, frame }))],
      isWhole: isWhole && certain.length === written.length,
    };
  };

  /** What a call of a function of the script returns; undefined: it is none, or not known which. */
  const resultsOf = ({ node, scope, frame }: Placed): readonly Placed[] | undefined => {
    if (node.type !== "CallExpression" || node.callee.type !== "Identifier") return undefined;
    const { name } = node.callee;
    const binding = find(scope, name);
    const [value, ...others] = binding?.values ?? [];
    if (value === undefined || others.length > 0 || binding?.isOpen === true) return undefined;
    const called = value.node;
    if (called.type !== "FunctionDeclaration" && called.type !== "FunctionExpression" && called.type !== "ArrowFunctionExpression")
      return undefined;
    if (framesDeep(frame) > 3) return undefined;
    const inner: Frame = { of: called, args: node.arguments.map((argument) => ({ node: argument, scope, frame })), outer: frame };
    const results = (scopes.returns.get(called) ?? []).map((result) => ({ ...result, frame: inner }));
    return results.length === 0 ? undefined : results;
  };

  let given: Map<string, ScriptCall[]> | undefined;
  const callsGiven = (name: string): readonly ScriptCall[] => {
    given ??= indexByArgument(scopes.calls);
    return given.get(name) ?? [];
  };
  return {
    scopes,
    mayMention: createMentionFinder(mentions),
    callsGiven,
    texts: (placed) => asked(() => texts(placed)),
    follow: (placed) => asked(() => follow(placed)),
    member: (placed, key) => asked(() => member(placed, key)),
    bindingOf,
    valuesPutInto,
    seen,
    assumed,
    missing,
  };
}

function together(members: readonly Member[]): Member {
  return { found: members.flatMap(({ found }) => found), isWhole: members.every(({ isWhole }) => isWhole) };
}

function framesDeep(frame: Frame | undefined): number {
  let depth = 0;
  for (let at = frame; at !== undefined; at = at.outer) depth++;
  return depth;
}
