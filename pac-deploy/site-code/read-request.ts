import type { AnyNode } from "acorn";
import type { Evaluator } from "./evaluator.ts";
import { keyName } from "./parse-script.ts";
import { calledName, type ScriptCall } from "./script-scopes.ts";
import { methodsOf, place, readHeaders, readMethods, readOptionsAt, verbs, type Read, type Sender } from "./script-request.ts";

/** How to read a call that sends by itself. */
export function readerFor({ node }: ScriptCall, evaluator: Evaluator): ((call: ScriptCall) => Read | undefined) | undefined {
  const { callee } = node;
  const name = calledName(node);
  if (name === undefined || node.type === "NewExpression") return undefined;
  const object = callee.type === "MemberExpression" ? callee.object : undefined;
  const owner = object?.type === "Identifier" ? object.name : undefined;
  const isJquery = owner === "$" || owner === "jQuery";
  if (name === "fetch" && (owner === undefined || owner === "window" || owner === "self")) return (call) => readFetch(call, evaluator);
  if (name === "ajax" && isJquery) return (call) => readOptions(call, evaluator, "jquery");
  if (["get", "post", "getJSON"].includes(name) && isJquery)
    return (call) => readShort(call, evaluator, "jquery", name === "post" ? "POST" : "GET");
  if (name === "safeAjax" || name === "ajaxSafePost") return (call) => readOptions(call, evaluator, "wrapper");
  if (owner === "axios" && verbs.has(name.toUpperCase())) return (call) => readShort(call, evaluator, "axios", name.toUpperCase());
  if (name === "axios" || (owner === "axios" && name === "request")) return (call) => readOptions(call, evaluator, "axios");
  if (name === "open" && object !== undefined && node.arguments.length >= 2) return (call) => readXhr(call, evaluator, owner);
  if (/^(?:create|retrieve|retrieveMultiple)Records?$/.test(name) && /webapi$/i.test(memberName(object) ?? owner ?? "")) {
    return (call) => readClientApi(call, evaluator, name);
  }
  return undefined;
}

const memberName = (node: AnyNode | undefined): string | undefined =>
  node?.type === "MemberExpression" ? keyName(node.property, node.computed) : undefined;

/** https://developer.mozilla.org/docs/Web/API/Window/fetch */
function readFetch(call: ScriptCall, evaluator: Evaluator): Read | undefined {
  const [url, options] = call.node.arguments;
  if (url === undefined) return undefined;
  const urls = evaluator.texts(place(call, url));
  if (options === undefined) return { sender: "fetch", urls, methods: ["GET"], body: [], hasQueryElsewhere: false, headers: [] };
  const placed = place(call, options);
  return {
    sender: "fetch",
    urls,
    methods: readMethods(evaluator, [evaluator.member(placed, "method")]),
    body: evaluator.member(placed, "body").found,
    hasQueryElsewhere: false,
    headers: readHeaders(evaluator, evaluator.member(placed, "headers")),
  };
}

/** `$.ajax(options)`, `$.ajax(url, options)`, and what takes the same options. https://api.jquery.com/jQuery.ajax/ */
function readOptions(call: ScriptCall, evaluator: Evaluator, sender: Sender): Read | undefined {
  const [first, second] = call.node.arguments;
  if (first === undefined) return undefined;
  const isUrlFirst =
    second !== undefined &&
    sender !== "wrapper" &&
    !evaluator.follow(place(call, first)).some(({ node }) => node.type === "ObjectExpression");
  const options = place(call, isUrlFirst ? second : first);
  const url = evaluator.member(options, "url");
  const urls = isUrlFirst ? evaluator.texts(place(call, first)) : url.found.flatMap((one) => evaluator.texts(one));
  return readOptionsAt(evaluator, sender, options, urls.length === 0 ? [[undefined]] : urls);
}

function readShort(call: ScriptCall, evaluator: Evaluator, sender: Sender, method: string): Read | undefined {
  const [url, data, config] = call.node.arguments;
  if (url === undefined) return undefined;
  const isRead = method === "GET";
  const isData = data !== undefined && data.type !== "FunctionExpression" && data.type !== "ArrowFunctionExpression";
  const takesBody = !isRead && !(sender === "axios" && method === "DELETE");
  const options = sender === "axios" ? (takesBody ? config : data) : undefined;
  const placedOptions = options === undefined ? undefined : place(call, options);
  return {
    sender,
    urls: evaluator.texts(place(call, url)),
    methods: [method],
    body: isData && takesBody ? [place(call, data)] : [],
    hasQueryElsewhere:
      (sender === "jquery" && isRead && isData && data.type !== "Identifier") ||
      (placedOptions !== undefined && evaluator.member(placedOptions, "params").found.length > 0),
    headers: placedOptions === undefined ? [] : readHeaders(evaluator, evaluator.member(placedOptions, "headers")),
  };
}

/** `request.open(method, url)`, with the headers and the body that are given to the same name. */
function readXhr(call: ScriptCall, evaluator: Evaluator, owner: string | undefined): Read | undefined {
  const [method, url] = call.node.arguments;
  if (method === undefined || url === undefined) return undefined;
  const onSame = (name: string) =>
    (evaluator.scopes.callsByName.get(name) ?? []).filter(
      ({ node: { callee }, scope }) =>
        callee.type === "MemberExpression" &&
        callee.object.type === "Identifier" &&
        callee.object.name === owner &&
        scope.of === call.scope.of,
    );
  const sends = onSame("send");
  const headers = onSame("setRequestHeader").map(({ node, scope }) => {
    const [name] = node.arguments;
    const [text] = name === undefined ? [] : evaluator.texts({ node: name, scope, frame: undefined });
    return text?.every((piece) => piece !== undefined) === true ? text.join("").toLowerCase() : undefined;
  });
  const methods = methodsOf(evaluator.texts(place(call, method)));
  if (methods === undefined || !methods.every((one) => verbs.has(one))) return undefined;
  return {
    sender: "xhr",
    urls: evaluator.texts(place(call, url)),
    methods,
    body: sends.flatMap(({ node, scope }) => node.arguments.slice(0, 1).map((one) => ({ node: one, scope, frame: undefined }))),
    hasQueryElsewhere: false,
    // A request that leaves the function may get its headers elsewhere.
    headers:
      owner === undefined || sends.length === 0 || headers.includes(undefined) ? undefined : headers.filter((name) => name !== undefined),
  };
}

/** `$pages.webAPI` of the portal's client API, which names the set and no address. https://learn.microsoft.com/power-pages/configure/client-api */
function readClientApi(call: ScriptCall, evaluator: Evaluator, name: string): Read | undefined {
  const [set, second, third] = call.node.arguments;
  if (set === undefined) return undefined;
  const isOne = name === "retrieveRecord";
  const isCreate = name.startsWith("create");
  const options = isOne ? third : isCreate ? undefined : second;
  const query =
    options === undefined
      ? [[""]]
      : evaluator.texts(place(call, options)).map((pieces) => (pieces[0]?.startsWith("?") === true ? pieces : ["?", ...pieces]));
  const sets = evaluator.texts(place(call, set));
  return {
    sender: "client-api",
    urls: sets.flatMap((pieces) => query.map((part) => ["/_api/", ...pieces, ...(isOne ? ["(", undefined, ")"] : []), ...part])),
    methods: [isCreate ? "POST" : "GET"],
    body: isCreate && second !== undefined ? [place(call, second)] : [],
    hasQueryElsewhere: false,
    headers: undefined,
  };
}
