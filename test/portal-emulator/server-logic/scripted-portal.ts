import { antiForgeryName, tokenPath } from "../../../contract/names.ts";
import { createEmulator, type Emulator, type EmulatorOptions } from "../../../portal-emulator/create-emulator.ts";
import type { EmulatorSwitches } from "../../../portal-emulator/switches.ts";
import type { ServerLogic } from "../../../site/site.ts";
import { anonymousRole, authenticatedRole, tinySite, type TinySite } from "../../access/tiny-site.ts";
import type { BuiltWorker } from "../../support/build-script-worker.ts";

export const addresses = { portal: "http://localhost:4190", org: "http://127.0.0.1:4191", insights: "http://127.0.0.1:4192" };

/** A server logic anonymous and signed-in visitors may call; a test names what differs. */
export function logic(name: string, source: string | undefined, more: Partial<ServerLogic> = {}): ServerLogic {
  return {
    id: `id-${name}`,
    name,
    path: `server-logic/${name}/${name}.serverlogic.yml`,
    line: 1,
    active: true,
    values: {},
    sourcePath: `server-logic/${name}/${name}.js`,
    source,
    roleIds: [anonymousRole, authenticatedRole],
    ...more,
  };
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** The envelope, or what else came as JSON. */
  readonly json: Readonly<Record<string, unknown>>;
}

export interface ScriptedPortal {
  readonly emulator: Emulator;
  /** With a token, as whoever has signed in. */
  call(path: string, init?: RequestInit): Promise<Answer>;
  /** Without a token. */
  ask(path: string, init?: RequestInit): Promise<Answer>;
  signIn(persona: string): Promise<void>;
  logged(): Promise<readonly { readonly level: string; readonly text: string; readonly serverLogic: string; readonly requestId: string }[]>;
  close(): Promise<void>;
}

export interface ScriptedPortalOptions extends Pick<EmulatorOptions, "environmentVariables" | "schema"> {
  readonly switches?: Partial<EmulatorSwitches>;
}

/** A whole emulator over a site with little more than server logic, asked through the portal's own address. */
export async function openScriptedPortal(
  worker: BuiltWorker,
  site: TinySite,
  { switches = {}, ...options }: ScriptedPortalOptions = {},
): Promise<ScriptedPortal> {
  const emulator = await createEmulator({
    site: tinySite(site),
    database: ":memory:",
    distFolder: worker.distFolder,
    addresses,
    switches,
    ...options,
  });
  const cookies = new Map<string, string>();
  const ask = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const headers = new Headers(init.headers);
    headers.set("cookie", [...cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    const response = await emulator.fetch("portal", new Request(new URL(path, addresses.portal), { ...init, headers }));
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    return { status: response.status, text, json: isJson && text !== "" ? (JSON.parse(text) as Answer["json"]) : {} };
  };
  return {
    emulator,
    ask,
    async call(path, init = {}) {
      const token = /value="([^"]+)"/.exec((await ask(tokenPath)).text)?.[1] ?? "";
      const headers = new Headers(init.headers);
      headers.set(antiForgeryName, token);
      return ask(`/_api/serverlogics/${path}`, { ...init, headers });
    },
    async signIn(persona) {
      const answer = await ask("/_emulator/sign-in", { method: "POST", body: JSON.stringify({ persona }) });
      if (answer.status !== 200) throw new Error(answer.text);
    },
    async logged() {
      const { json } = await ask("/_emulator/server-logic");
      // The shape is the endpoint's own; what is in it, the tests look at.
      return json["entries"] as Awaited<ReturnType<ScriptedPortal["logged"]>>;
    },
    close: () => emulator.close(),
  };
}
