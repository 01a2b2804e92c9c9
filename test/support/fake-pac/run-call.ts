import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { takeLies, type Lie } from "./lies.ts";
import { commandOf, runProgram } from "./program.ts";
import { crash } from "./printed.ts";
import { Exit } from "./session.ts";
import { openStore } from "./store.ts";

export interface Call {
  readonly storeFolder: string;
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly variables: NodeJS.ProcessEnv;
  /** Tells calls apart in the log. */
  readonly callId: string;
  readonly createPrint: (lies: readonly Lie[]) => (text: string) => void;
  readonly kill: () => void;
}

/** One call of the fake from its arguments to its exit code. */
export async function runCall({ storeFolder, argv, cwd, variables, callId, createPrint, kill }: Call): Promise<number> {
  const store = openStore(storeFolder);
  const settings = store.settings();
  const lies = takeLies(settings.lies, commandOf(argv));
  store.saveSettings(settings);
  const note = (entry: object): void => appendFileSync(join(storeFolder, "calls.jsonl"), `${JSON.stringify({ callId, ...entry })}\n`);
  note({ argv, cwd });
  const print = createPrint(lies);
  let code = 0;
  try {
    await runProgram({ store, settings, behaviour: settings.behaviour, lies, cwd, variables, print, kill }, argv);
  } catch (error) {
    if (!(error instanceof Exit))
      print(`${crash("System.InvalidOperationException")}\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    code = error instanceof Exit ? error.code : 1;
  }
  if (code !== killed) note({ exitCode: code });
  return code;
}

/** What {@link runCall} answers for a call that was killed and lives on: one that runs inside of a test. */
export const killed = -1;
