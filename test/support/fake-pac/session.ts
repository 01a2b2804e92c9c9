import { writeSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { Behaviour } from "./behaviour.ts";
import { editSite } from "./edit-site.ts";
import { findLie, type Done, type Lie } from "./lies.ts";
import { crash, progress, throttled } from "./printed.ts";
import type { FakeSite } from "./records.ts";
import type { Settings, Store, StoredEnvironment } from "./store.ts";

/** One call of the fake: its words, its lies and the environment it speaks to. */
export interface Session {
  readonly store: Store;
  readonly settings: Settings;
  readonly behaviour: Behaviour;
  readonly lies: readonly Lie[];
  readonly cwd: string;
  readonly variables: NodeJS.ProcessEnv;
  readonly print: (text: string) => void;
  /** Ends this very process, or throws. */
  readonly kill: () => void;
}

/** Ends the program with a code. */
export class Exit extends Error {
  readonly code: number;
  constructor(code: number) {
    super(`exit ${code}`);
    this.code = code;
  }
}

const stdout = 1;

/** At once and whole: nothing is lost when the program is killed. */
export function createPrint(lies: readonly Lie[]): (text: string) => void {
  const encoding = findLie(lies, "wrong-encoding")?.encoding ?? "utf8";
  return (text) => {
    let bytes = Buffer.from(`${text}\n`, encoding);
    while (bytes.length > 0) bytes = bytes.subarray(writeSync(stdout, bytes));
  };
}

export function fail(session: Session, message: string): never {
  session.print(message);
  throw new Exit(session.behaviour.errorExitCode);
}

/** How much of the work is done before the fault that is told, if there is one. */
export const doneBeforeFault = (lies: readonly Lie[]): Done | undefined =>
  (findLie(lies, "dropped-answer") ?? findLie(lies, "throttled") ?? findLie(lies, "crashes") ?? findLie(lies, "hangs"))?.done;

export const shareOf = (done: Done | undefined, count: number): number =>
  done === "nothing" ? 0 : done === "half" ? Math.floor(count / 2) : count;

/** Whatever fault is told strikes here; otherwise nothing happens. */
export async function strike(session: Session, reached: Done): Promise<void> {
  const { lies, behaviour, print } = session;
  const isNow = (lie: { readonly done: Done } | undefined): boolean => lie?.done === reached;
  const dropped = findLie(lies, "dropped-answer");
  if (isNow(dropped)) {
    if (dropped?.by === "exit") throw new Exit(1);
    session.kill();
    await delay(60_000);
  }
  if (isNow(findLie(lies, "throttled"))) {
    print(throttled);
    throw new Exit(behaviour.errorExitCode);
  }
  if (isNow(findLie(lies, "crashes"))) {
    print(crash("System.NullReferenceException"));
    throw new Exit(1);
  }
  if (isNow(findLie(lies, "hangs"))) {
    print(progress(70, 141));
    await new Promise<never>(() => setInterval(() => undefined, 60_000));
  }
}

/** What somebody else does while this call runs. */
export function letOthersEdit(
  session: Session,
  when: "before" | "after",
  current: { readonly environment: StoredEnvironment; readonly websiteId: string },
): void {
  for (const lie of session.lies) {
    if (lie.lie !== "someone-edits" || lie.when !== when) continue;
    const environment =
      lie.environment === undefined
        ? current.environment
        : session.store.environments().find(({ host }) => host === hostOf(lie.environment ?? ""));
    if (environment === undefined) throw new Error(`no environment ${lie.environment}`);
    const id = lie.websiteId ?? current.websiteId;
    const site = session.store.sites(environment.host).find((one) => one.id === id);
    if (site === undefined) throw new Error(`no site ${id} in ${environment.host}`);
    editSite(site, lie.edits, () => tick(session.store, environment));
    session.store.saveSite(environment.host, site);
  }
}

export function tick(store: Store, environment: StoredEnvironment): number {
  environment.clock++;
  store.saveEnvironment(environment);
  return environment.clock;
}

export const hostOf = (url: string): string => new URL(/^https?:\/\//.test(url) ? url : `https://${url}`).host.toLowerCase();

export const otherSite = (sites: readonly FakeSite[], id: string, wanted: string | undefined): FakeSite | undefined =>
  sites.find((site) => (wanted === undefined ? site.id !== id : site.id === wanted));
