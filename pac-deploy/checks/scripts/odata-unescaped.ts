import type { AnyNode } from "acorn";
import type { Finding } from "../../../contract/finding.ts";
import { childrenOf, keyName } from "../../site-code/parse-script.ts";
import { find, type Scope } from "../../site-code/script-scopes.ts";
import { findingAt } from "../finding-at.ts";
import type { Check } from "../check.ts";
import { webApiUses } from "../web-api/web-api-site.ts";

const meta = {
  code: "odata-unescaped",
  severity: "warning",
  about:
    "What a visitor types is put between the quotes of an OData filter as it is: a name like O'Neill breaks the request, and another text can change what it asks for.",
  advice: "Double the quotes and encode the value: encodeURIComponent(value.replace(/'/g, \"''\")).",
  source: "https://learn.microsoft.com/power-pages/configure/read-operations",
} as const;

export const odataUnescaped: Check = {
  meta,
  find: (checked) => {
    const told = new Set<string>();
    return checked.once(webApiUses).flatMap(({ request, source, offset }): Finding[] => {
      if (request === undefined) return [];
      const start = offset - request.node.start;
      const roots = [...request.node.arguments, ...valuesOf(request.node.arguments, request.scope)];
      return roots
        .flatMap((root) => findRaw(root, request.scope, source.text.slice(start)))
        .flatMap((node): Finding[] => {
          const place = `${source.path}:${start + node.start}`;
          if (told.has(place)) return [];
          told.add(place);
          return [
            findingAt(
              meta,
              source,
              start + node.start,
              "What a visitor types goes between the quotes of this filter as it is, so a quote in it breaks the request or changes it; double the quotes and encode it",
            ),
          ];
        });
    });
  },
};

/** What is put into the names among the arguments, one step far. */
function valuesOf(nodes: readonly AnyNode[], scope: Scope): AnyNode[] {
  const inner = nodes.flatMap((node): AnyNode[] =>
    node.type === "ObjectExpression" ? node.properties.flatMap((one): AnyNode[] => (one.type === "Property" ? [one.value] : [])) : [node],
  );
  return inner.flatMap((node) => (node.type === "Identifier" ? (find(scope, node.name)?.values.map((value) => value.node) ?? []) : []));
}

/** Expressions between quotes of a text that is an address with a filter. */
function findRaw(root: AnyNode, scope: Scope, text: string): AnyNode[] {
  const found: AnyNode[] = [];
  const visit = (node: AnyNode): void => {
    if (node.type === "FunctionExpression" || node.type === "ArrowFunctionExpression") return;
    const parts = partsOf(node);
    if (parts !== undefined && parts.some((part) => typeof part === "string" && /\$filter=/i.test(part))) {
      for (const [index, part] of parts.entries()) {
        const before = parts[index - 1];
        const after = parts[index + 1];
        if (typeof part === "string" || typeof before !== "string" || typeof after !== "string") continue;
        // Ids hold no quotes, whatever is typed.
        const column = /(\w+)(?:\s+(?:eq|ne|gt|ge|lt|le)\s+|\s*,\s*)'$/.exec(before)?.[1];
        if (column === undefined || /id$|_value$/i.test(column) || !after.startsWith("'")) continue;
        if (isTyped(part, scope, text, 0)) found.push(part);
      }
      return;
    }
    for (const child of childrenOf(node)) visit(child);
  };
  visit(root);
  return found;
}

function partsOf(node: AnyNode): (string | AnyNode)[] | undefined {
  if (node.type === "TemplateLiteral")
    return node.quasis.flatMap(({ value }, index) => [
      value.cooked ?? value.raw,
      ...(node.expressions[index] === undefined ? [] : [node.expressions[index]]),
    ]);
  if (node.type === "BinaryExpression" && node.operator === "+" && node.left.type !== "PrivateIdentifier")
    return [...(partsOf(node.left) ?? [node.left]), ...(partsOf(node.right) ?? [node.right])];
  return node.type === "Literal" && typeof node.value === "string" ? [node.value] : undefined;
}

/** A value that a visitor types, with nothing done about its quotes. */
function isTyped(node: AnyNode, scope: Scope, text: string, depth: number): boolean {
  if (depth > 3) return false;
  if (node.type === "CallExpression") {
    const [first] = node.arguments;
    const name = node.callee.type === "Identifier" ? node.callee.name : undefined;
    if (name === "encodeURIComponent" || name === "encodeURI" || name === "String")
      return first !== undefined && isTyped(first, scope, text, depth + 1);
    if (node.callee.type !== "MemberExpression" || node.callee.object.type === "Super") return name === "prompt";
    const method = keyName(node.callee.property, node.callee.computed);
    if (method === "trim" || method === "toLowerCase" || method === "toUpperCase")
      return isTyped(node.callee.object, scope, text, depth + 1);
    return method === "val" && node.arguments.length === 0;
  }
  if (node.type === "MemberExpression") {
    // A choice among options is not typed.
    return (
      keyName(node.property, node.computed) === "value" &&
      !/select|option|radio|checkbox|dropdown|data/i.test(text.slice(node.start, node.end))
    );
  }
  if (node.type !== "Identifier") return false;
  const binding = find(scope, node.name);
  const [value, ...others] = binding?.values ?? [];
  return (
    value !== undefined && others.length === 0 && binding?.parameter === undefined && isTyped(value.node, value.scope, text, depth + 1)
  );
}
