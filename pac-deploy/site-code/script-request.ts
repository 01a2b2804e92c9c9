import type { AnyNode, CallExpression, NewExpression } from "acorn";
import type { Evaluator, Member, Placed } from "./evaluator.ts";
import { keyName } from "./parse-script.ts";
import type { FunctionNode, Scope, ScriptCall } from "./script-scopes.ts";
import type { Pieces } from "./text-pieces.ts";

export type Sender = "fetch" | "jquery" | "xhr" | "axios" | "wrapper" | "client-api";

/** A call of a script that sends a request, as far as it can be read. */
export interface ScriptRequest {
  /** The call that sends it, and the one that says what for: the same, but for a function of the script that sends for others. */
  readonly sent: CallExpression | NewExpression;
  readonly node: CallExpression | NewExpression;
  /** Where `node` stands. */
  readonly scope: Scope;
  readonly sender: Sender;
  /** Every address it may ask. */
  readonly urls: readonly Pieces[];
  /** In capitals; undefined: not known. */
  readonly methods: readonly string[] | undefined;
  /** What may be sent; undefined: nothing. */
  readonly body: readonly Placed[];
  /** Parameters of the query that are not in the address. */
  readonly hasQueryElsewhere: boolean;
  /** Names of the headers, in small letters; undefined: not known. */
  readonly headers: readonly string[] | undefined;
  /** What functions were taken to be called with while it was read: to look into the body in. */
  readonly assumed: ReadonlyMap<FunctionNode, readonly Placed[]>;
}

/** What a call says of the request by itself. */
export type Read = Pick<ScriptRequest, "sender" | "urls" | "methods" | "body" | "hasQueryElsewhere" | "headers">;

export const verbs: ReadonlySet<string> = new Set(["GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "MERGE"]);

export const asksWebApi = (pieces: Pieces): boolean => pieces.some((piece) => piece !== undefined && /(?:^|\/)_api(?:\/|$)/.test(piece));

export const place = ({ scope }: ScriptCall, node: AnyNode): Placed => ({ node, scope, frame: undefined });

export function readOptionsAt(evaluator: Evaluator, sender: Sender, options: Placed, urls: readonly Pieces[]): Read {
  const methods = readMethods(evaluator, [evaluator.member(options, "type"), evaluator.member(options, "method")]);
  const body = evaluator.member(options, "data").found;
  const isRead = methods?.every((method) => method === "GET") === true;
  return {
    sender,
    urls,
    methods,
    body: isRead ? [] : body,
    hasQueryElsewhere: (isRead && body.length > 0) || evaluator.member(options, "params").found.length > 0,
    headers: readHeaders(evaluator, evaluator.member(options, "headers")),
  };
}

/** @param otherwise what it is where nothing says it and nothing can */
export function readMethods(
  evaluator: Evaluator,
  members: readonly Member[],
  otherwise: "get" | "none" = "get",
): readonly string[] | undefined {
  const found = members.flatMap((one) => one.found);
  if (found.length > 0) return methodsOf(found.flatMap((one) => evaluator.texts(one)));
  return members.every(({ isWhole }) => isWhole) ? (otherwise === "get" ? ["GET"] : []) : undefined;
}

export function methodsOf(texts: readonly Pieces[]): readonly string[] | undefined {
  if (texts.some((pieces) => pieces.includes(undefined))) return undefined;
  return [...new Set(texts.map((pieces) => pieces.join("").toUpperCase()))];
}

export function readHeaders(evaluator: Evaluator, { found, isWhole }: Member): readonly string[] | undefined {
  if (found.length === 0) return isWhole ? [] : undefined;
  const names: string[] = [];
  for (const headers of found.flatMap((one) => evaluator.follow(one))) {
    if (headers.node.type !== "ObjectExpression") return undefined;
    for (const property of headers.node.properties) {
      const name = property.type === "SpreadElement" ? undefined : keyName(property.key, property.computed);
      if (name === undefined) return undefined;
      names.push(name.toLowerCase());
    }
  }
  // What is put into the headers later counts too, and is not told apart from what is not.
  const isPutLater = found.some((one) => (evaluator.bindingOf(one)?.memberWrites.length ?? 0) > 0);
  return isPutLater ? undefined : names;
}
