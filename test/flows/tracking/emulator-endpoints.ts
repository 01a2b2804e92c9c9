import type { LogAnswer, LogEntry } from "../../../contract/emulator.ts";
import type { Emulator } from "../../../portal-emulator/create-emulator.ts";

/** @param what method and name, e.g. `POST reset` */
export async function tellEmulator(
  { addresses }: Emulator,
  what: `${"POST" | "PATCH" | "DELETE"} ${string}`,
  body?: unknown,
): Promise<void> {
  const [method, name] = what.split(" ");
  const response = await fetch(`${addresses.portal}/_emulator/${name}`, {
    method: method ?? "POST",
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${what}: ${await response.text()}`);
}

export async function readLog({ addresses }: Emulator, query = ""): Promise<readonly LogEntry[]> {
  const response = await fetch(`${addresses.portal}/_emulator/log${query}`);
  // Our own endpoint, whose shape is the contract's.
  return ((await response.json()) as LogAnswer).entries;
}
