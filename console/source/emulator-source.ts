import type { EmulatorAddresses, LogAnswer, StateAnswer } from "../../contract/emulator.ts";
import { createDataverseClient } from "../../dataverse-ts-client/create-dataverse-client.ts";
import type { DataverseRow } from "../../dataverse-ts-client/create-dataverse-client.ts";
import { parseAction, parseContact, parseCookie, parseLink, parseView, rowQueries } from "./console-rows.ts";
import type { ConsoleRows } from "./console-rows.ts";

/** What the page asks of the emulator. Each rejects when the emulator does not answer. */
export interface ConsoleSource {
  readonly addresses: EmulatorAddresses;
  readState(): Promise<StateAnswer>;
  readLog(since: number): Promise<LogAnswer>;
  readNow(): Promise<number>;
  readRows(): Promise<ConsoleRows>;
  /** Gives the states after it. */
  refresh(): Promise<StateAnswer>;
}

const timeoutMs = 10_000;
/** Newest rows of each table; a local emulator seldom has more, and a busy one stays quick to look at. */
const maxRows = 500;

export async function openEmulatorSource(): Promise<ConsoleSource> {
  const addresses = await fetchJson<EmulatorAddresses>("/_emulator/addresses");
  // No second try here: the page asks again by itself a second later.
  const client = createDataverseClient({ orgUrl: addresses.org, getToken: () => addresses.orgToken, timeoutMs, retry: { attempts: 1 } });
  const list = async <Parsed>(
    { set, select }: { readonly set: string; readonly select: readonly string[] },
    parse: (row: DataverseRow) => Parsed,
  ): Promise<Parsed[]> => {
    const all: Parsed[] = [];
    for await (const row of client.listRows({ set, select, orderBy: ["createdon desc"], top: maxRows })) all.push(parse(row));
    return all;
  };
  return {
    addresses,
    readState: async () => fetchJson<StateAnswer>("/_emulator/state"),
    readLog: async (since) => fetchJson<LogAnswer>(`/_emulator/log?since=${since}`),
    readNow: async () => Date.parse((await fetchJson<{ readonly now: string }>("/_emulator/clock")).now),
    async readRows() {
      const [cookies, links, views, actions, contacts] = await Promise.all([
        list(rowQueries.cookies, parseCookie),
        list(rowQueries.links, parseLink),
        list(rowQueries.views, parseView),
        list(rowQueries.actions, parseAction),
        list(rowQueries.contacts, parseContact),
      ]);
      return { cookies, links, views, actions, contacts };
    },
    refresh: async () => fetchJson<StateAnswer>("/_emulator/refresh", "POST"),
  };
}

async function fetchJson<Answer>(path: string, method = "GET"): Promise<Answer> {
  const response = await fetch(path, { method, cache: "no-store", signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}.`);
  // The emulator's own endpoints, whose shapes contract/emulator.ts holds for both sides.
  return (await response.json()) as Answer;
}
