import type { AnyNode } from "acorn";
import type { Evaluator } from "./evaluator.ts";
import { readerFor } from "./read-request.ts";
import { readWrapped } from "./read-wrapped-request.ts";
import { find, type FunctionNode, type ScriptCall } from "./script-scopes.ts";
import { asksWebApi, type Read, type ScriptRequest } from "./script-request.ts";

const maxDepth = 3;

/**
 * Every request that a script sends to the portal Web API, or may send: calls through functions of the script are told by who calls them.
 * @param own the script's own calls, where others are among those of the evaluator
 */
export function findRequests(evaluator: Evaluator, own: readonly ScriptCall[] = evaluator.scopes.calls): ScriptRequest[] {
  const { scopes, assumed, missing } = evaluator;
  const requests: ScriptRequest[] = [];
  const explained = new Set<AnyNode>();

  const read = (sent: ScriptCall, reader: (call: ScriptCall) => Read | undefined, at: ScriptCall, depth: number): void => {
    missing.clear();
    const found = reader(sent);
    if (found === undefined) return;
    const outer = [...missing].find((one) => !assumed.has(one));
    const sites = outer === undefined || depth >= maxDepth ? [] : sitesOf(outer).filter(({ node }) => node !== sent.node);
    if (outer === undefined || sites.length === 0) {
      if (found.urls.some(asksWebApi))
        requests.push({ sent: sent.node, node: at.node, scope: at.scope, assumed: new Map(assumed), ...found });
      return;
    }
    for (const site of sites) {
      explained.add(site.node);
      assumed.set(
        outer,
        site.node.arguments.map((argument) => ({ node: argument, scope: site.scope, frame: undefined })),
      );
      read(sent, reader, site, depth + 1);
      assumed.delete(outer);
    }
  };

  /** Calls of a function: by the name that stands for it there, or as a method of its name, which short names tell nothing about. */
  const sitesOf = (wanted: FunctionNode): ScriptCall[] => {
    const calls = [...(scopes.namesOf.get(wanted) ?? [])].flatMap((name) =>
      (scopes.callsByName.get(name) ?? []).filter(({ node: { callee }, scope }) =>
        callee.type === "Identifier" ? (find(scope, name)?.values.some(({ node }) => node === wanted) ?? true) : name.length > 2,
      ),
    );
    return calls.toSorted((a, b) => a.node.start - b.node.start);
  };

  for (const call of scopes.calls) {
    const reader = readerFor(call, evaluator);
    if (reader !== undefined) read(call, reader, call, 0);
  }
  const sent = new Set<AnyNode>(requests.map((request) => request.sent));
  for (const call of own) {
    if (explained.has(call.node) || sent.has(call.node) || !evaluator.mayMention(call)) continue;
    read(call, (one) => readWrapped(one, evaluator), call, maxDepth);
  }
  if (own.length === scopes.calls.length) return requests;
  const ownNodes = new Set<AnyNode>(own.map(({ node }) => node));
  return requests.filter(({ node }) => ownNodes.has(node));
}
