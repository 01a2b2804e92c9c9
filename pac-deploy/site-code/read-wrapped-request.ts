import type { AnyNode } from "acorn";
import type { Evaluator } from "./evaluator.ts";
import { keyName } from "./parse-script.ts";
import { calledName, type ScriptCall } from "./script-scopes.ts";
import { asksWebApi, methodsOf, place, readMethods, readOptionsAt, verbs, type Read } from "./script-request.ts";
import type { Pieces } from "./text-pieces.ts";

/** A call of anything else that is given an address of the Web API: a method's name, an object to send, or options stand beside it. */
export function readWrapped(call: ScriptCall, evaluator: Evaluator): Read | undefined {
  const args = call.node.arguments.map((node) => place(call, node));
  if (isPlainUseOfText(call)) return undefined;
  for (const [index, argument] of args.entries()) {
    const options = evaluator.follow(argument).filter(({ node }) => node.type === "ObjectExpression");
    for (const one of options) {
      const url = evaluator.member(one, "url");
      const urls = url.found.flatMap((found) => evaluator.texts(found));
      if (urls.some(asksWebApi)) return readOptionsAt(evaluator, "wrapper", argument, urls);
    }
    if (!mayBeText(argument.node)) continue;
    const urls = evaluator.texts(argument);
    if (!urls.some((url) => beginsInWebApi(url))) continue;
    const others = args.filter((_, at) => at !== index);
    const named = others
      .flatMap((other) =>
        other.node.type === "Literal" || other.node.type === "Identifier" ? (methodsOf(evaluator.texts(other)) ?? []) : [],
      )
      .filter((text) => verbs.has(text));
    const given = others.find((other) => evaluator.follow(other).some(({ node }) => node.type === "ObjectExpression"));
    const inOptions =
      given === undefined
        ? []
        : (readMethods(evaluator, [evaluator.member(given, "method"), evaluator.member(given, "type")], "none") ?? []);
    const methods = named.length > 0 ? named : inOptions.length > 0 ? inOptions : readVerb(call.node.callee);
    const body =
      given !== undefined && inOptions.length > 0
        ? [...evaluator.member(given, "body").found, ...evaluator.member(given, "data").found]
        : others.slice(0, 3);
    const isRead = methods?.every((method) => method === "GET" || method === "DELETE") === true;
    return {
      sender: "wrapper",
      urls,
      methods,
      body: isRead ? [] : body.filter(({ node }) => mayBeBody(node)),
      hasQueryElsewhere: false,
      headers: undefined,
    };
  }
  return undefined;
}

/** Texts that are compared, put together, written out or kept are asked for elsewhere, or by nobody. */
function isPlainUseOfText({ node }: ScriptCall): boolean {
  const name = calledName(node);
  return (
    name !== undefined &&
    /^(?:log|warn|error|info|debug|alert|includes|indexOf|startsWith|endsWith|test|match|push|concat|replace|replaceAll|split|setItem|encodeURIComponent|encodeURI|String|URL|Error|stringify|join|set|append)$/.test(
      name,
    )
  );
}

const beginsInWebApi = (pieces: Pieces): boolean => {
  const at = pieces.findIndex((piece) => piece !== undefined && piece !== "");
  const first = at < 0 ? undefined : pieces[at];
  return first !== undefined && /^(?:https?:\/\/[^/]+)?\/?_api\//.test(first);
};

const mayBeText = ({ type }: AnyNode): boolean =>
  type === "Literal" ||
  type === "TemplateLiteral" ||
  type === "BinaryExpression" ||
  type === "Identifier" ||
  type === "ConditionalExpression" ||
  type === "MemberExpression";
const mayBeBody = ({ type }: AnyNode): boolean => type === "ObjectExpression" || type === "Identifier" || type === "CallExpression";

function readVerb(callee: AnyNode): readonly string[] | undefined {
  const name =
    callee.type === "Identifier"
      ? callee.name
      : callee.type === "MemberExpression"
        ? (keyName(callee.property, callee.computed) ?? "")
        : "";
  const verb = /^(?:api|webapi|http|do|send|safe|fetch)?_?(get|post|patch|put|delete)(?![a-z])/i.exec(name)?.[1]?.toUpperCase();
  return verb === undefined ? undefined : [verb];
}
