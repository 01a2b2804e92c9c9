import { antiForgeryName, tokenPath } from "../../contract/names.ts";
import type { Emulator } from "../../portal-emulator/create-emulator.ts";
import { ids, ordinaryRows } from "./ordinary-rows.ts";
import { createEmulators, origins, start, type Emulators } from "./emulators.ts";
import type { ConformanceCase, Exchange } from "./frame.ts";

export { origins };

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** undefined: the body is no JSON. */
  readonly json: unknown;
}

export type Asked = Omit<Exchange, "expect">;

/** What the page shows of a case, in order. */
export type Recorded =
  { readonly kind: "exchange"; readonly asked: Asked; readonly reply: Reply } | { readonly kind: "note"; readonly words: string };

export interface World {
  readonly emulator: Emulator;
  readonly recorded: readonly Recorded[];
  /** As a browser with this visitor's cookies would; on the page unless `quiet`. */
  send(asked: Asked): Promise<Reply>;
  /** The value of an anti-forgery token for the visitor, the cookie of which is then theirs. */
  token(as?: string): Promise<string>;
  /** Calls the emulator's own endpoint, e.g. `POST /_emulator/clock`. Not on the page: see `note`. */
  steer(ask: string, body?: unknown): Promise<unknown>;
  /** A request to Dataverse past the portal, e.g. `PATCH /contacts(#{ada})`. Not on the page: see `note`. */
  outside(ask: string, body?: unknown): Promise<Reply>;
  /** Says on the page what happened between two requests. */
  note(words: string): void;
  close(): Promise<void>;
}

/** What a case is asked in. Without `emulators` it has one of its own, which ends with it. */
export async function createWorld(one: ConformanceCase, emulators?: Emulators): Promise<World> {
  const own = emulators ?? createEmulators();
  const emulator = await own.take(one);
  /** Nothing but rows and the clock has changed. */
  let canBeReused = true;
  const jars = new Map<string, Map<string, string>>();
  const recorded: Recorded[] = [];

  const fetchPortal = async (
    jar: Map<string, string>,
    path: string,
    init: RequestInit,
    without: readonly string[] = [],
  ): Promise<Reply> => {
    const headers = new Headers(init.headers);
    const cookies = [...jar].filter(([name]) => !without.includes(name)).map(([name, value]) => `${name}=${value}`);
    if (cookies.length > 0 && !headers.has("cookie")) headers.set("cookie", cookies.join("; "));
    const response = await emulator.fetch("portal", new Request(`${origins.portal}${path}`, { ...init, headers, redirect: "manual" }));
    for (const line of response.headers.getSetCookie()) keepCookie(jar, line);
    return readReply(response);
  };
  const jarOf = async (as: string): Promise<Map<string, string>> => {
    const known = jars.get(as);
    if (known !== undefined) return known;
    const jar = new Map<string, string>();
    jars.set(as, jar);
    if (as === "anonymous") return jar;
    const persona = as === "ada" ? as : (new Map<string, string>(Object.entries(ids)).get(as) ?? as);
    const body = JSON.stringify({ persona });
    const reply = await fetchPortal(jar, "/_emulator/sign-in", { method: "POST", body, headers: { "content-type": "application/json" } });
    if (reply.status !== 200) throw new Error(`${as} cannot sign in: ${reply.text}`);
    return jar;
  };
  const token = async (as = "anonymous"): Promise<string> => {
    const value = /value="([^"]+)"/u.exec((await fetchPortal(await jarOf(as), tokenPath, {})).text)?.[1];
    if (value === undefined) throw new Error(`${tokenPath} gave no token.`);
    return value;
  };
  const steer = async (ask: string, body?: unknown): Promise<unknown> => {
    canBeReused &&= /\/_emulator\/(?:clock|seed|reset)$/u.test(ask);
    const { method, path } = splitAsk(ask);
    const reply = await fetchPortal(new Map(), path, { method, ...(body === undefined ? {} : { body: fillIds(JSON.stringify(body)) }) });
    if (reply.status !== 200) throw new Error(`${ask}: ${reply.status} ${reply.text}`);
    return reply.json;
  };

  const world: World = {
    emulator,
    recorded,
    token,
    steer,
    async send(asked) {
      const { as = "anonymous", headers = {}, quiet = false } = asked;
      const { method, path } = splitAsk(fillIds(asked.ask));
      const { token: how = ["GET", "HEAD", "OPTIONS"].includes(method) ? "none" : "own" } = asked;
      const value = typeof how === "object" ? how.value : how === "none" ? undefined : await token(as);
      const body = asked.body === undefined ? undefined : fillIds(typeof asked.body === "string" ? asked.body : JSON.stringify(asked.body));
      const reply = await fetchPortal(
        await jarOf(as),
        path,
        {
          method,
          headers: {
            accept: "application/json",
            ...(body === undefined ? {} : { "content-type": "application/json" }),
            ...(value === undefined ? {} : { [antiForgeryName]: value }),
            ...Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, fillIds(text)])),
          },
          ...(body === undefined ? {} : { body }),
        },
        how === "without-cookie" ? [antiForgeryName] : [],
      );
      if (!quiet) recorded.push({ kind: "exchange", asked, reply });
      return reply;
    },
    async outside(ask, body) {
      const { method, path } = splitAsk(fillIds(ask));
      const request = new Request(`${origins.org}/api/data/v9.2${path}`, {
        method,
        headers: { authorization: `Bearer ${emulator.addresses.orgToken}`, "content-type": "application/json", accept: "application/json" },
        ...(body === undefined ? {} : { body: fillIds(JSON.stringify(body)) }),
      });
      const reply = await readReply(await emulator.fetch("org", request));
      if (reply.status >= 400) throw new Error(`${ask} outside the portal: ${reply.status} ${reply.text}`);
      return reply;
    },
    note: (words) => void recorded.push({ kind: "note", words }),
    async close() {
      if (emulators === undefined) await own.close();
      else if (canBeReused) own.putBack(one, emulator);
    },
  };
  try {
    await steer("POST /_emulator/reset");
    await steer("POST /_emulator/clock", { set: start.toISOString() });
    await steer("POST /_emulator/seed", ordinaryRows);
    if (one.rows !== undefined) await steer("POST /_emulator/seed", one.rows);
  } catch (error) {
    await world.close();
    throw error;
  }
  return world;
}

/** Puts ids in place of `#{name}`. */
export function fillIds(text: string): string {
  return text.replaceAll(/#\{(\w+)\}/gu, (_, name: string) => {
    const id = new Map<string, string>(Object.entries(ids)).get(name);
    if (id === undefined) throw new TypeError(`There is no row of the name ${name}.`);
    return id;
  });
}

function splitAsk(ask: string): { readonly method: string; readonly path: string } {
  const [, method, path] = /^([A-Z]+) (\/.*)$/su.exec(ask) ?? [];
  if (method === undefined || path === undefined) throw new TypeError(`Expected a method and a path: ${ask}`);
  return { method, path };
}

function keepCookie(jar: Map<string, string>, line: string): void {
  const [pair = "", ...attributes] = line.split(";");
  const place = pair.indexOf("=");
  const name = pair.slice(0, place).trim();
  if (attributes.some((one) => /^\s*max-age=0\s*$/iu.test(one) || /^\s*expires=Thu, 01 Jan 1970/iu.test(one))) jar.delete(name);
  else jar.set(name, pair.slice(place + 1));
}

async function readReply(response: Response): Promise<Reply> {
  const text = await response.text();
  const isJson = (response.headers.get("content-type") ?? "").includes("json") && text !== "";
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
}

/** A step: the emulator's clock moves. @param span such as `16m` or `2d` */
export function advanceClock(span: string): (world: World) => Promise<void> {
  return async (world) => {
    await world.steer("POST /_emulator/clock", { advance: span });
    world.note(`the clock moves ${span}`);
  };
}

/** A step: somebody changes a row in Dataverse, past the portal. */
export function changeOutside(ask: string, body?: unknown): (world: World) => Promise<void> {
  return async (world) => {
    await world.outside(ask, body);
    world.note(`in Dataverse, not through the site: ${ask}`);
  };
}
