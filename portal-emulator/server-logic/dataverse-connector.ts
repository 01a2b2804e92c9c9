import type { Persona } from "../emulator-context.ts";
import { ConnectorRefusal, resultOf, type ConnectorResult, type HttpAnswer } from "./connector-result.ts";
import type { ConnectorAnswer, ConnectorCall, JsonValue } from "./worker-messages.ts";

/** A request of a script to Dataverse, as the visitor: table permissions are checked as in the Web API, without its token. */
export interface DataverseRequest {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Below `/_api/`, with its query. */
  readonly path: string;
  /** JSON as the script wrote it. */
  readonly body: string | undefined;
  /** Reads go past the site's server cache. */
  readonly skipCache: boolean;
}

/** A custom API, a function or an action, by its address below the organization's service root. */
export interface CustomApiRequest {
  readonly method: "GET" | "POST";
  /** Without leading slash and without `api/data/v9.x/`, with its query. */
  readonly path: string;
  readonly body: string | undefined;
}

/** On whose behalf a script calls. */
export interface VisitorCall {
  readonly persona: Persona;
  /** Told what was changed, for the log. */
  readonly effect: (words: string) => void;
}

export interface DataverseParts extends VisitorCall {
  readonly callDataverse: (call: DataverseRequest & VisitorCall) => Promise<HttpAnswer>;
  readonly invokeCustomApi: (call: CustomApiRequest & VisitorCall) => Promise<HttpAnswer>;
}

/**
 * `Server.Connector.Dataverse`. https://learn.microsoft.com/power-pages/configure/server-objects#dataverse
 * Arguments of another type than documented are refused with an error in the script: assumed.
 */
export async function callDataverseConnector(call: ConnectorCall, parts: DataverseParts): Promise<ConnectorAnswer> {
  const operation = operations[call.method];
  if (operation === undefined) return { kind: "refused", message: `Server.Connector.Dataverse has no ${call.method}.` };
  try {
    return { kind: "result", text: JSON.stringify(await operation(createArguments(call), parts)) };
  } catch (error) {
    if (error instanceof ConnectorRefusal) return { kind: "refused", message: error.message };
    throw error;
  }
}

type Operation = (args: Arguments, parts: DataverseParts) => Promise<ConnectorResult>;

const operations: Readonly<Record<string, Operation>> = {
  CreateRecord: async (args, parts) => {
    const [set, body] = [args.name(0, "entitySetName"), args.text(1, "payload")];
    return request(parts, { method: "POST", path: set, body, skipCache: false });
  },
  RetrieveRecord: async (args, parts) => {
    const path = `${args.name(0, "entitySetName")}(${args.name(1, "id")})${args.options(2)}`;
    return request(parts, { method: "GET", path, body: undefined, skipCache: args.flag(3, "skipCache") });
  },
  RetrieveMultipleRecords: async (args, parts) => {
    const path = `${args.name(0, "entitySetName")}${args.options(1)}`;
    return request(parts, { method: "GET", path, body: undefined, skipCache: args.flag(2, "skipCache") });
  },
  UpdateRecord: async (args, parts) => {
    const [path, body] = [`${args.name(0, "entitySetName")}(${args.name(1, "id")})`, args.text(2, "payload")];
    return request(parts, { method: "PATCH", path, body, skipCache: false });
  },
  DeleteRecord: async (args, parts) => {
    const path = `${args.name(0, "entitySetName")}(${args.name(1, "id")})`;
    return request(parts, { method: "DELETE", path, body: undefined, skipCache: false });
  },
  InvokeCustomApi: async (args, { persona, effect, invokeCustomApi }) => {
    const method = args.text(0, "httpMethod").toUpperCase();
    if (method !== "GET" && method !== "POST")
      throw new ConnectorRefusal(`InvokeCustomApi: httpMethod is "get" or "post", not "${method}".`);
    const path = args.text(1, "url").replace(/^\/?(?:api\/data\/v\d+\.\d+\/)?/, "");
    return resultOf(await invokeCustomApi({ method, path, body: args.optionalText(2, "payload"), persona, effect }));
  },
};

async function request({ callDataverse, persona, effect }: DataverseParts, call: DataverseRequest): Promise<ConnectorResult> {
  return resultOf(await callDataverse({ ...call, persona, effect }));
}

interface Arguments {
  text(index: number, name: string): string;
  optionalText(index: number, name: string): string | undefined;
  /** A part of a path: it cannot leave its place there. */
  name(index: number, name: string): string;
  /** OData query options, with or without their question mark. */
  options(index: number): string;
  flag(index: number, name: string): boolean;
}

function createArguments({ method, args }: ConnectorCall): Arguments {
  const wrong = (name: string, expected: string, value: JsonValue): ConnectorRefusal =>
    new ConnectorRefusal(`${method}: ${name} is ${expected}; it got ${value === null ? "nothing" : typeof value}.`);
  const optionalText = (index: number, name: string): string | undefined => {
    const value = args[index] ?? null;
    if (value === null) return undefined;
    if (typeof value !== "string") throw wrong(name, "a string", value);
    return value;
  };
  const text = (index: number, name: string): string => {
    const value = optionalText(index, name);
    if (value === undefined) throw wrong(name, "a string", null);
    return value;
  };
  return {
    text,
    optionalText,
    name: (index, name) => text(index, name).replaceAll(/[\s/\\?#%&]/g, encodeURIComponent),
    options(index) {
      const given = (optionalText(index, "options") ?? "").replace(/^\?/, "");
      return given === "" ? "" : `?${given.replaceAll("#", "%23")}`;
    },
    flag(index, name) {
      const value = args[index] ?? null;
      if (value !== null && typeof value !== "boolean") throw wrong(name, "true or false", value);
      return value === true;
    },
  };
}
