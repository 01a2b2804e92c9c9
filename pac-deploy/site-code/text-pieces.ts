import type { AnyNode } from "acorn";
import { keyName } from "./parse-script.ts";

/** A text with holes: `undefined` stands for what cannot be told. */
export type Pieces = readonly (string | undefined)[];

export const maxAlternatives = 24;
export const hole: Pieces = [undefined];

export function join(left: readonly Pieces[], right: readonly Pieces[]): readonly Pieces[] {
  return left.length * right.length > maxAlternatives
    ? left.slice(0, maxAlternatives).map((one) => [...one, undefined])
    : left.flatMap((one) => right.map((other) => [...one, ...other]));
}

/** Too many ways are one that is not known. */
export function either(left: readonly Pieces[], right: readonly Pieces[]): readonly Pieces[] {
  const all = [...left, ...right];
  return all.length > maxAlternatives ? [...all.slice(0, maxAlternatives - 1), hole] : all;
}

/** `text.slice(0, -5)`: without the joint at its end, as what a loop has put together is sent. */
export function cutsEnd([begin, end]: readonly AnyNode[]): boolean {
  const isZero = begin?.type === "Literal" && begin.value === 0;
  return isZero && end?.type === "UnaryExpression" && end.operator === "-" && end.argument.type === "Literal";
}

/** `text = text.slice(0, -5)` and `text = text.trim()` put nothing new into it. */
export function isItselfCut(node: AnyNode, name: string): boolean {
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return false;
  const { object, property, computed } = node.callee;
  const method = keyName(property, computed);
  return object.type === "Identifier" && object.name === name && (method === "trim" || (method === "slice" && cutsEnd(node.arguments)));
}
