import type { AnyNode } from "acorn";
import { find, type ScriptCall } from "./script-scopes.ts";

/** Whether the arguments of a call, or what is put into the names among them, hold one of these offsets, which are in order. */
export function createMentionFinder(mentions: readonly number[]): (call: ScriptCall) => boolean {
  const isMentionedIn = (node: AnyNode): boolean => holdsOne(node, mentions);
  return ({ node, scope }: ScriptCall): boolean =>
    node.arguments.some((argument) => {
      if (isMentionedIn(argument)) return true;
      const properties =
        argument.type === "ObjectExpression" ? argument.properties.flatMap((one) => (one.type === "Property" ? [one.value] : [])) : [];
      return [argument, ...properties].some((one) => {
        const root = rootOf(one);
        const binding = root === undefined ? undefined : find(scope, root);
        return (
          binding !== undefined &&
          [...binding.values.map((value) => value.node), ...binding.memberWrites.map(({ value }) => value)].some(isMentionedIn)
        );
      });
    });
}

/** Whether one of the offsets, which are in order, is within the node. */
export function holdsOne({ start, end }: AnyNode, offsets: readonly number[]): boolean {
  let low = 0;
  let high = offsets.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((offsets[middle] ?? end) < start) low = middle + 1;
    else high = middle;
  }
  return (offsets[low] ?? end) < end;
}

/** Calls by the names that they are given as they are. */
export function indexByArgument(calls: readonly ScriptCall[]): Map<string, ScriptCall[]> {
  const index = new Map<string, ScriptCall[]>();
  for (const call of calls) {
    for (const name of new Set(call.node.arguments.flatMap((one) => (one.type === "Identifier" ? [one.name] : [])))) {
      const known = index.get(name);
      if (known === undefined) index.set(name, [call]);
      else known.push(call);
    }
  }
  return index;
}

function rootOf(node: AnyNode): string | undefined {
  let at = node;
  while (at.type === "MemberExpression" || at.type === "BinaryExpression") at = at.type === "MemberExpression" ? at.object : at.left;
  return at.type === "Identifier" ? at.name : undefined;
}
