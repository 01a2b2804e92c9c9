import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { applyKit, copySite, starterFolder, type TemporarySite } from "../support/kit-site.ts";
import { anyPorts, startCli, type RunningCli } from "../support/run-cli.ts";
import {
  startPairClient,
  startPortalClient,
  startRowClient,
  type Addresses,
  type Client,
  type Created,
} from "./killed-emulator-clients.ts";

// The store's own test (store/kill.test.ts) kills a process that writes rows, and has the control: a writer that acknowledges a row before it is
// committed is found out by the same comparison. Here the same goes through the command line, HTTP, tokens, batches and the organization.

let site: TemporarySite;
let folder: string;
let file: string;
const running: RunningCli[] = [];
beforeAll(async () => {
  site = copySite(starterFolder("enhanced"));
  await applyKit(site);
  folder = mkdtempSync(join(tmpdir(), "killed-emulator-"));
  file = join(folder, "emulator.db");
});
afterAll(async () => {
  await Promise.all(running.map(kill));
  site.remove();
  rmSync(folder, { recursive: true, force: true });
});

const devOn = (database: string): RunningCli => {
  const cli = startCli(["dev", "--site", site.folder, "--db", database, "--json", ...anyPorts]);
  running.push(cli);
  return cli;
};

async function start(): Promise<{ readonly cli: RunningCli; readonly addresses: Addresses }> {
  const cli = devOn(file);
  // The first line that `--json` prints is the addresses, parsed as what the emulator says they are.
  return { cli, addresses: JSON.parse(await cli.firstLine) as Addresses };
}

async function kill(cli: RunningCli): Promise<void> {
  cli.child.kill("SIGKILL");
  await cli.ended;
}

interface Contact {
  readonly contactid: string;
  readonly lastname: string;
  readonly emailaddress1: string | null;
}

/** Every contact there is, page after page. */
async function readContacts({ org, orgToken }: Addresses): Promise<Contact[]> {
  const contacts: Contact[] = [];
  let next: string | undefined = `${org}/api/data/v9.2/contacts?$select=contactid,lastname,emailaddress1`;
  while (next !== undefined) {
    const response = await fetch(next, { headers: { authorization: `Bearer ${orgToken}`, prefer: "odata.maxpagesize=500" } });
    expect(response.status).toBe(200);
    // The shape that was asked for.
    const page = (await response.json()) as { readonly value: readonly Contact[]; readonly "@odata.nextLink"?: string };
    contacts.push(...page.value);
    next = page["@odata.nextLink"];
  }
  return contacts;
}

/** What is missing, twice there or half there of what the clients were told, and of change sets they were told nothing about. */
function findFaults(contacts: readonly Contact[], acknowledged: readonly Created[]): string[] {
  const byId = new Map(contacts.map((contact) => [contact.contactid, contact]));
  const pairs = new Map<string, number>();
  for (const { lastname } of contacts) {
    if (lastname.startsWith("pair ")) pairs.set(lastname, (pairs.get(lastname) ?? 0) + 1);
  }
  return [
    ...acknowledged
      .filter(({ id, lastname, email }) => byId.get(id)?.lastname !== lastname || byId.get(id)?.emailaddress1 !== email)
      .map(({ lastname }) => `${lastname} is lost`),
    ...[...pairs].filter(([, rows]) => rows !== 2).map(([name, rows]) => `${name} has ${rows} of two rows`),
    ...(byId.size === contacts.length ? [] : ["an id is there twice"]),
    ...contacts.filter(({ emailaddress1 }) => emailaddress1 === null).map(({ lastname }) => `${lastname} has half its columns`),
  ];
}

describe("an emulator that is killed while many clients write", () => {
  test("has every contact it had acknowledged when it starts again, and no half change set", { timeout: 90_000 }, async () => {
    const acknowledged: Created[] = [];
    const kinds = new Set<string>();
    let cut = 0;
    let { cli, addresses } = await start();
    for (let round = 0; round < 3; round += 1) {
      const told = acknowledged.length;
      const clients: Client[] = [
        ...[0, 1, 2, 3].map((n) => startPortalClient(addresses, `portal ${round}.${n}`)),
        ...[0, 1].map((n) => startRowClient(addresses, `org ${round}.${n}`)),
        ...[0, 1, 2].map((n) => startPairClient(addresses, `pair ${round}.${n}`)),
      ];
      await Promise.all(clients.map((client) => client.begun));
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 900));
      await kill(cli);
      expect(existsSync(`${file}.owner`), "the killed process leaves its claim behind").toBe(true);
      // Whether it held SQLite's lock at that moment is chance; a lock that is left behind must not stand in the way.
      mkdirSync(`${file}.lock`, { recursive: true });
      for (const { created, wasCut } of await Promise.all(clients.map((client) => client.ended))) {
        acknowledged.push(...created);
        for (const { lastname } of created) kinds.add(lastname.split(" ")[0] ?? "");
        cut += wasCut ? 1 : 0;
      }
      expect(acknowledged.length, "every round creates contacts").toBeGreaterThan(told);

      ({ cli, addresses } = await start());
      const contacts = await readContacts(addresses);
      expect(findFaults(contacts, acknowledged), `round ${round}`).toEqual([]);
    }
    expect([...kinds].sort()).toEqual(["org", "pair", "portal"]);
    expect(cut, "requests were under way when the process was killed").toBeGreaterThan(0);
    expect(new Set(acknowledged.map(({ id }) => id)).size, "no id is given twice").toBe(acknowledged.length);

    const second = await devOn(file).ended;
    expect(second.exitCode).toBe(3);
    expect(second.stderr).toContain(`emulator.db is in use by process ${cli.child.pid}`);
    expect(await readContacts(addresses), "the first goes on").not.toEqual([]);

    cli.child.kill("SIGINT");
    expect((await cli.ended).exitCode).toBe(130);
    expect(readdirSync(folder)).toEqual(["emulator.db"]);
  });

  test("is found to have lost what was never written, and to have half a change set", () => {
    const contacts = [
      { contactid: "1", lastname: "portal 1", emailaddress1: "portal-1@example.com" },
      { contactid: "2", lastname: "pair 7", emailaddress1: "pair-7-a@example.com" },
    ];
    const told = [
      { id: "1", lastname: "portal 1", email: "portal-1@example.com" },
      { id: "3", lastname: "org 1", email: "org-1@example.com" },
    ];
    expect(findFaults(contacts, told)).toEqual(["org 1 is lost", "pair 7 has 1 of two rows"]);
  });
});
