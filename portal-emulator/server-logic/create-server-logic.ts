import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { assertNever } from "../../access/assert-never.ts";
import { findSettings } from "../../access/find-settings.ts";
import { findRestrictedPatterns, type RestrictedPlaces } from "../../site/find-restricted-patterns.ts";
import type { ServerLogic, Site } from "../../site/site.ts";
import type { TokenVerdict } from "../anti-forgery/create-anti-forgery.ts";
import { tokenFault } from "../anti-forgery/token-fault.ts";
import type { EmulatorContext, Persona } from "../emulator-context.ts";
import { findForeignCaller } from "../emulator-guard.ts";
import { renderPortalFault } from "../web-api/portal-fault.ts";
import { createThreadPool } from "./create-thread-pool.ts";
import { callDataverseConnector, type DataverseParts } from "./dataverse-connector.ts";
import { describeUser, describeWebsite } from "./describe-visitor.ts";
import { callHttpConnector } from "./http-connector.ts";
import type { OutboundRules } from "./http-rules.ts";
import { createScriptContext, functionOfMethod, readBody } from "./read-call.ts";
import { readServerLogicSettings, type ServerLogicSettings } from "./read-settings.ts";
import { renderEnvelope, type ServerLogicAnswer } from "./render-envelope.ts";
import { createScriptLog } from "./script-log.ts";
import type { ServerLogicTask, TaskOutcome } from "./worker-messages.ts";

export interface ServerLogicOptions extends Pick<DataverseParts, "callDataverse" | "invokeCustomApi"> {
  /** The anti-forgery token of a request; see `createAntiForgery`. */
  readonly verifyToken: (request: Request) => TokenVerdict;
  /** The built `worker/main.ts`. */
  readonly workerFile: string;
  /** Values of the organization's environment variables, by schema name without case; a site folder holds none. */
  readonly environmentVariables?: Readonly<Record<string, string>>;
  readonly maxThreads?: number;
  readonly maxWaiting?: number;
}

export interface ServerLogicRunner {
  /** Answers `/_api/serverlogics/*`, and `/_emulator/server-logic`: what scripts logged. */
  readonly app: Hono;
  /** Ends every script. */
  close(): Promise<void>;
}

/** How many scripts a portal runs at once is not documented. */
const usualThreads = 4;
const usualWaiting = 64;

/**
 * Server logic: scripts of the site that the portal runs, each call in an engine of its own inside a thread that can be ended.
 * https://learn.microsoft.com/power-pages/configure/server-logic-overview
 * A call is judged in this order (assumed): anti-forgery token, feature, name, web role, verb, body, restricted texts.
 */
export function createServerLogic(context: EmulatorContext, options: ServerLogicOptions): ServerLogicRunner {
  const { workerFile, maxThreads = usualThreads, maxWaiting = usualWaiting } = options;
  const pool = createThreadPool({ workerFile, maxThreads, maxWaiting });
  const log = createScriptLog(context.clock);
  context.onDataReplaced((how) => {
    if (how === "reset") log.clear();
  });
  const app = new Hono();
  app.all("/_api/serverlogics/:name", async (c) => {
    const request = c.req.raw;
    const isRead = request.method === "GET" && context.switches.tokenOnReads === "needless";
    const fault = isRead ? undefined : tokenFault(options.verifyToken(request), context.switches);
    if (fault !== undefined) {
      const showInner = findSettings(context.site(), "Webapi/error/innererror")[0]?.value?.toLowerCase() === "true";
      return renderPortalFault(fault, { showInner, codeCase: context.switches.errorCodeCase });
    }
    const requestId = randomUUID();
    const begin = performance.now();
    const answer = await answerCall({ request, name: c.req.param("name"), requestId });
    const executionTimeMs = Math.round((performance.now() - begin) * 1_000) / 1_000;
    return renderEnvelope({ requestId, executionTimeMs, ...answer }, context.switches.serverLogicEnvelope);
  });
  app.get("/_emulator/server-logic", (c) => {
    const reason = findForeignCaller(c.req.raw, [context.addresses.portal]);
    if (reason !== undefined) return c.json({ error: reason }, 403);
    const since = Number(c.req.query("since") ?? "0");
    if (!Number.isInteger(since) || since < 0) return c.json({ error: "since: expected a whole number from 0" }, 400);
    c.header("cache-control", "no-store");
    return c.json(log.read(since));
  });

  type Judged = Omit<ServerLogicAnswer, "requestId" | "executionTimeMs">;
  const answerCall = async (call: { request: Request; name: string; requestId: string }): Promise<Judged> => {
    const { request, name, requestId } = call;
    const site = context.site();
    const settings = readServerLogicSettings(site, context.switches);
    const fail = (status: Judged["status"], error: string): Judged => ({ status, name, data: undefined, error });
    // Status assumed.
    if (!settings.isEnabled) return fail(403, "Server logic is disabled by the site setting ServerLogic/Enabled.");
    const logic = findLogic(site, name);
    if (logic === undefined) return fail(404, `There is no server logic '${name}'.`);
    const persona = context.persona(request);
    if (!mayCall(site, logic, persona)) return fail(403, `None of the visitor's web roles may call the server logic '${logic.name}'.`);
    const functionName = functionOfMethod.get(request.method);
    if (functionName === undefined) return fail(405, `Server logic does not support http method '${request.method}'.`);
    const body = await readBody(request);
    if (!body.ok) return fail(body.status, body.message);
    const source = logic.source;
    if (source === undefined) return fail(500, `The script of '${logic.name}' is missing: ${logic.sourcePath}.`);
    const refused = describeRestricted(source, context.switches.serverLogicRestrictedTexts);
    if (refused !== undefined) return fail(context.switches.serverLogicFaultStatus, refused);

    const ending = new AbortController();
    const effect = (words: string): void => context.effect(request, words);
    const task: ServerLogicTask = {
      fileName: `${logic.name}.js`,
      source,
      functionName,
      context: createScriptContext({ request, activityId: requestId, functionName, serverLogicName: logic.name, body: body.text }),
      user: describeUser(context, persona),
      website: describeWebsite(site, context.addresses.portal),
      ...readValues(site, options.environmentVariables ?? {}),
      limits: settings.limits,
    };
    const outcome = await pool.run(task, {
      log: (level, text) => log.add({ serverLogic: logic.name, requestId, level, text }),
      answer: async (connectorCall) => {
        try {
          return connectorCall.connector === "Dataverse"
            ? await callDataverseConnector(connectorCall, { ...options, persona, effect })
            : await callHttpConnector(connectorCall, { rules: rulesOf(context, settings), fetch, signal: ending.signal });
        } catch (error) {
          // A bug of the emulator must not leave the script waiting.
          const words = error instanceof Error ? error.message : String(error);
          return { kind: "refused", message: `The emulator failed: ${words}` };
        }
      },
    });
    ending.abort();
    effect(`server logic ${logic.name}: ${functionName} ${outcome?.kind ?? "turned-away"}`);
    if (outcome === undefined) return fail(503, "Too many calls of server logic wait already.");
    if (outcome.kind === "returned") return { status: 200, name: logic.name, data: outcome.text, error: undefined };
    if (outcome.kind === "no-function")
      return fail(405, `The script of '${logic.name}' has no function '${functionName}' at its top level.`);
    const error = describeOutcome(outcome, { logic, settings });
    log.add({ serverLogic: logic.name, requestId, level: "Error", text: error });
    return fail(context.switches.serverLogicFaultStatus, error);
  };
  return { app, close: () => pool.close() };
}

/** Without regard to case: Microsoft's sample calls `sharepointDocuments` in lower case. */
function findLogic(site: Site, name: string): ServerLogic | undefined {
  return site.serverLogics.find((logic) => logic.active && logic.name.toLowerCase() === name.toLowerCase());
}

/** One of the visitor's web roles must be among the logic's; one without a role is nobody's to call (assumed). */
function mayCall(site: Site, logic: ServerLogic, persona: Persona): boolean {
  return site.roles.some((role) => role.active && persona.roleIds.includes(role.id) && logic.roleIds.includes(role.id));
}

/** The prefix is observed (third party), the rest of the wording is ours. */
function describeRestricted(source: string, restricted: RestrictedPlaces): string | undefined {
  const uses = findRestrictedPatterns(source, restricted);
  if (uses.length === 0) return undefined;
  const places = uses.map(({ pattern, line, column }) => `'${pattern}' (line ${line}, column ${column})`);
  return `RTSL01: Script validation failed. Not allowed in server logic${restricted === "everywhere" ? ", in comments and strings too" : ""}: ${places.join(", ")}.`;
}

function readValues(
  site: Site,
  environmentVariables: Readonly<Record<string, string>>,
): Pick<ServerLogicTask, "siteSettings" | "environmentVariables"> {
  const variables = Object.fromEntries(Object.entries(environmentVariables).map(([name, value]) => [name.toLowerCase(), value]));
  const settings = site.settings
    .filter((setting) => setting.active)
    // The first of a name wins.
    .toReversed()
    .map((setting): [string, string | null] => {
      const variable = setting.environmentVariable;
      return [setting.name.toLowerCase(), (variable === undefined ? setting.value : variables[variable.toLowerCase()]) ?? null];
    });
  return { siteSettings: Object.fromEntries(settings), environmentVariables: variables };
}

function rulesOf({ switches, addresses }: EmulatorContext, { allowedDomains, allowsAllDomains }: ServerLogicSettings): OutboundRules {
  return { allowedDomains, allowsAllDomains, isBlocked: switches.serverLogicOutboundCalls === "blocked", organization: addresses.org };
}

/** Wordings are ours: none is documented. */
function describeOutcome(
  outcome: Exclude<TaskOutcome, { readonly kind: "returned" | "no-function" }>,
  { logic, settings }: { readonly logic: ServerLogic; readonly settings: ServerLogicSettings },
): string {
  const { timeoutMs, memoryLimitBytes } = settings.limits;
  switch (outcome.kind) {
    case "threw":
    case "not-text":
      return outcome.message;
    case "timed-out":
      return `The script of '${logic.name}' ran longer than ${timeoutMs / 1_000} seconds and was stopped.`;
    case "out-of-memory":
      return `The script of '${logic.name}' needed more than ${memoryLimitBytes} bytes of memory and was stopped.`;
    case "never-settled":
      return `The script of '${logic.name}' returned a promise that nothing settles.`;
    case "crashed":
      return `The script of '${logic.name}' could not be run to its end: ${outcome.message}.`;
    default:
      return assertNever(outcome);
  }
}
