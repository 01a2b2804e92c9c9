import { randomUUID } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { reportedBehaviour, type Behaviour } from "./behaviour.ts";
import { openEnvironment, type FakeEnvironment } from "./fake-environment.ts";
import type { Lie } from "./lies.ts";
import { killed, runCall } from "./run-call.ts";
import { Exit, hostOf } from "./session.ts";
import { openStore, type AuthRow } from "./store.ts";

export interface FakePacOptions {
  /** A temporary one otherwise. */
  readonly folder?: string;
  readonly version?: string;
  readonly behaviour?: Partial<Behaviour>;
}

/** One call as it was made. `exitCode` is null where the program was killed or has not ended. */
export interface FakeCall {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly exitCode: number | null;
}

export interface FakePac {
  /** The program: `pac`, on Windows `pac.cmd`. */
  readonly pacPath: string;
  /** For `PATH`. */
  readonly binFolder: string;
  readonly storeFolder: string;
  /** Made when it is new; the first one is the one that is signed in to. */
  environment(url: string, options?: { readonly name?: string }): FakeEnvironment;
  lie(lie: Lie): void;
  /** Forgets every lie. */
  truth(): void;
  behave(behaviour: Partial<Behaviour>): void;
  /** Takes the place of what `auth list` shows. */
  signIn(profiles: readonly AuthRow[]): void;
  calls(): readonly FakeCall[];
  /** The same call without a process of its own, which is quicker; `exitCode` is null where it was killed. Cannot hang and ignores encodings. */
  call(
    argv: readonly string[],
    options?: { readonly cwd?: string; readonly variables?: NodeJS.ProcessEnv },
  ): Promise<{ exitCode: number | null; output: string }>;
  remove(): void;
}

export function createFakePac({ folder, version = "1.52.1", behaviour }: FakePacOptions = {}): FakePac {
  const root = folder ?? mkdtempSync(join(tmpdir(), "fake-pac-"));
  const binFolder = join(root, "bin");
  const storeFolder = join(root, "store");
  for (const made of [binFolder, storeFolder]) mkdirSync(made, { recursive: true });
  const store = openStore(storeFolder);
  store.saveSettings({ version, behaviour: { ...reportedBehaviour, ...behaviour }, lies: [], profiles: [] });
  const pacPath = writeProgram(binFolder, storeFolder);
  const callsFile = join(storeFolder, "calls.jsonl");

  return {
    pacPath,
    binFolder,
    storeFolder,
    environment: (url, { name } = {}) => {
      const host = hostOf(url);
      const known = store.environments().find((one) => one.host === host);
      const environment = known ?? { host, url: new URL(url).origin, name: name ?? host, clock: 1 };
      if (known === undefined) {
        store.saveEnvironment(environment);
        const settings = store.settings();
        if (settings.profiles.length === 0) store.saveSettings({ ...settings, profiles: [signedIn(environment)] });
      }
      return openEnvironment(store, environment.host);
    },
    lie: (lie) => {
      const settings = store.settings();
      store.saveSettings({ ...settings, lies: [...settings.lies, { ...lie, seen: 0 }] });
    },
    truth: () => store.saveSettings({ ...store.settings(), lies: [] }),
    behave: (changed) => {
      const settings = store.settings();
      store.saveSettings({ ...settings, behaviour: { ...settings.behaviour, ...changed } });
    },
    signIn: (profiles) => store.saveSettings({ ...store.settings(), profiles: [...profiles] }),
    calls: () => (existsSync(callsFile) ? parseCalls(readFileSync(callsFile, "utf8")) : []),
    call: async (argv, { cwd = root, variables = process.env } = {}) => {
      const printed: string[] = [];
      const code = await runCall({
        storeFolder,
        argv,
        cwd,
        variables,
        callId: randomUUID(),
        createPrint: () => (text) => printed.push(text),
        kill: () => {
          throw new Exit(killed);
        },
      });
      return { exitCode: code === killed ? null : code, output: printed.join("\n") };
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

const signedIn = ({ name, url }: { readonly name: string; readonly url: string }): AuthRow => ({
  kind: "UNIVERSAL",
  name: "contoso-ci",
  user: "f906614e-e545-4be0-a5e6-e802941fb305",
  cloud: "Public",
  type: "Application",
  environment: name,
  url: `${url}/`,
  isActive: true,
});

/** One file without imports, behind a program of pac's name: it has to start fast, and Node 20 runs no TypeScript. */
function writeProgram(binFolder: string, storeFolder: string): string {
  const script = join(binFolder, "fake-pac.mjs");
  writeFileSync(script, bundled());
  const isWindows = process.platform === "win32";
  const program = join(binFolder, isWindows ? "pac.cmd" : "pac");
  const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
  const unix = `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(script)} ${quoted(storeFolder)} "$@"\n`;
  writeFileSync(program, isWindows ? `@"${process.execPath}" "${script}" "${storeFolder}" %*\r\n` : unix);
  chmodSync(program, 0o755);
  return program;
}

// Built once per test file: each build starts a process of its own.
const bundled = once(() => {
  const { outputFiles } = buildSync({
    entryPoints: [join(import.meta.dirname, "pac.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    write: false,
    logLevel: "silent",
    banner: { js: 'import { createRequire as fakePacRequire } from "node:module"; const require = fakePacRequire(import.meta.url);' },
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error("esbuild made nothing of the fake pac");
  return file.text;
});

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}

function parseCalls(text: string): FakeCall[] {
  const calls: { callId: string; argv: readonly string[]; cwd: string; exitCode: number | null }[] = [];
  for (const line of text.split("\n").filter((each) => each !== "")) {
    const entry: unknown = JSON.parse(line);
    const { callId, argv, cwd, exitCode } = Object(entry);
    if (Array.isArray(argv)) calls.push({ callId, argv, cwd, exitCode: null });
    const last = calls.findLast((call) => call.callId === callId);
    if (typeof exitCode === "number" && last !== undefined) last.exitCode = exitCode;
  }
  return calls.map(({ argv, cwd, exitCode }) => ({ argv, cwd, exitCode }));
}
