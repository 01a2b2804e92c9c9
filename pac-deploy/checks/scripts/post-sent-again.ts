import type { AnyNode } from "acorn";
import type { Finding } from "../../../contract/finding.ts";
import { childrenOf, keyName } from "../../site-code/parse-script.ts";
import type { FunctionNode, Scope } from "../../site-code/script-scopes.ts";
import { findingAt } from "../finding-at.ts";
import type { Check } from "../check.ts";
import { webApiUses } from "../web-api/web-api-site.ts";

const meta = {
  code: "post-sent-again",
  severity: "warning",
  about:
    "A script sends a POST again when it failed, whatever the failure was: an answer that was lost on its way is a row that exists, and the second POST makes another.",
  advice:
    "Send it again only for an answer that says that nothing was created, such as a refused token (90040107) or 429; look for the row first otherwise.",
} as const;

export const postSentAgain: Check = {
  meta,
  find: (checked) => {
    const told = new Set<string>();
    return checked.once(webApiUses).flatMap(({ request, methods, source, offset }): Finding[] => {
      const within = request?.scope.of;
      if (request === undefined || within === undefined || methods?.includes("POST") !== true || request.sent !== request.node) return [];
      const place = `${source.path}:${offset}`;
      const names = namesOf(within, request.scope);
      if (told.has(place) || names.length === 0 || !sendsAgain(within, names, source.text.slice(offset - request.node.start))) return [];
      told.add(place);
      return [
        findingAt(
          meta,
          source,
          offset,
          "This POST is sent again when it fails, without a look at the failure: an answer that was lost makes two rows; send it again only where the answer says that nothing was created",
        ),
      ];
    });
  },
};

/** Names by which the function can call itself. */
function namesOf(wanted: FunctionNode, scope: Scope): string[] {
  const own = wanted.type === "ArrowFunctionExpression" ? undefined : wanted.id?.name;
  const names = own === undefined ? [] : [own];
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent)
    for (const { name, values } of at.bindings.values()) if (values.some(({ node }) => node === wanted)) names.push(name);
  return names;
}

/** @param text the script, from its begin */
function sendsAgain(within: FunctionNode, names: readonly string[], text: string): boolean {
  const visit = (node: AnyNode, handler: AnyNode | undefined): boolean => {
    if (handler !== undefined && node.type === "CallExpression" && node.callee.type === "Identifier" && names.includes(node.callee.name)) {
      return !/status|code|token|40[13]|429|retr|attempt|tries|count/i.test(text.slice(handler.start, handler.end));
    }
    const inner = isHandlerCall(node) ? node : undefined;
    return childrenOf(node).some((child) => {
      const isHandler =
        (inner !== undefined && child !== inner.callee) ||
        node.type === "CatchClause" ||
        (node.type === "Property" && keyName(node.key, node.computed) === "error");
      return visit(child, handler ?? (isHandler ? child : undefined));
    });
  };
  return visit(within.body, undefined);
}

const isHandlerCall = (node: AnyNode): node is Extract<AnyNode, { type: "CallExpression" }> =>
  node.type === "CallExpression" &&
  node.callee.type === "MemberExpression" &&
  ["catch", "fail"].includes(keyName(node.callee.property, node.callee.computed) ?? "");
