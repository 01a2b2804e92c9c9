import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClock } from "../../portal-emulator/clock.ts";
import { openStore } from "../../portal-emulator/store/open-store.ts";
import { compare, compareRates, measureAllInTurns, median, type Measurement } from "../measure.ts";
import { lookUpAddress, numberedContact, numberedContacts } from "./numbered-contacts.ts";
import { formPath, prepareSite } from "./prepare-site.ts";
import { sendAll, type Load } from "./send-all.ts";
import { measureStart } from "./start-command.ts";
import { startServer, type BenchServer } from "./start-server.ts";
import { visitSite, type Visit } from "./visit-site.ts";

const fewContacts = 1_000;
const manyContacts = 1_000_000;
/** Of one round. */
const requests = { lookUps: 3_000, creates: 300, pages: 300 };
const rounds = 7;
const startRounds = 5;
/** What a start may take. */
const startLimitMs = 2_000;

type Loads = Readonly<Record<keyof typeof requests, (count: number) => Load>>;

/**
 * The emulator over HTTP on a starter site with the kit, as a browser's form uses it, beside the same server with constant answers; each in a
 * process of its own. A create writes two rows, contact and audit, to a file. No two look-ups spell an address alike, so the site's read cache
 * answers none.
 */
export async function measureEmulator(root: string): Promise<Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), "portal-kit-bench-"));
  const running: BenchServer[] = [];
  try {
    const siteFolder = await prepareSite(root, folder);
    const databases = { few: join(folder, "few.db"), many: join(folder, "many.db") };
    fillDatabase(databases.few, fewContacts);
    fillDatabase(databases.many, manyContacts);

    const serve = async (request: Parameters<typeof startServer>[1]): Promise<BenchServer> => {
      const server = await startServer(root, request);
      running.push(server);
      return server;
    };
    const few = await serve({ kind: "emulator", siteFolder, database: databases.few, distFolder: join(root, "dist") });
    const many = await serve({ kind: "emulator", siteFolder, database: databases.many, distFolder: join(root, "dist") });
    const visit = await visitSite(few.port, formPath);
    const row = await readOneContact(visit);
    const bare = await serve({ kind: "bare", row, page: visit.page });
    const loads = {
      bare: createLoads({ ...visit, port: bare.port }, fewContacts),
      few: createLoads(visit, fewContacts),
      many: createLoads(await visitSite(many.port, formPath), manyContacts),
    };
    const lookUps = await measureRates(loads, "lookUps");
    const processor = { bare: await measureProcessor(bare, loads.bare), few: await measureProcessor(few, loads.few) };
    const pages = await measureRates(loads, "pages");
    const creates = await measureRates(loads, "creates");
    const memory = { few: (await few.usage()).residentBytes, many: (await many.usage()).residentBytes };
    await stopAll(running);
    const starts = { few: [] as number[], many: [] as number[] };
    for (let round = 0; round < startRounds; round += 1)
      for (const size of ["few", "many"] as const) starts[size].push(await measureStart(root, { siteFolder, database: databases[size] }));

    const megabytes = (bytes: number): number => bytes / 1024 ** 2;
    const bareServer = "beside a bare handler of the same server";
    return [
      compareRates(`emulator: look-ups by email of 1,000 contacts, ${bareServer}`, "/s", lookUps.few, lookUps.bare, 10),
      compareRates(`emulator: look-ups by email of 1,000,000 contacts, ${bareServer}`, "/s", lookUps.many, lookUps.bare, 10),
      compareRates("emulator: look-ups by email of 1,000,000 contacts, beside 1,000", "/s", lookUps.many, lookUps.few, 2),
      compare(`emulator: processor time of a look-up, 1,000 contacts, ${bareServer}`, "us", processor.few, processor.bare, 25),
      compareRates(`emulator: creates among 1,000 contacts, ${bareServer} that reads the body`, "/s", creates.few, creates.bare, 15),
      compareRates(`emulator: creates among 1,000,000 contacts, ${bareServer} that reads the body`, "/s", creates.many, creates.bare, 15),
      compareRates("emulator: creates among 1,000,000 contacts, beside 1,000", "/s", creates.many, creates.few, 2),
      compareRates(`emulator: page with the form, 1,000 contacts, ${bareServer}`, "/s", pages.few, pages.bare, 10),
      compareRates(`emulator: page with the form, 1,000,000 contacts, ${bareServer}`, "/s", pages.many, pages.bare, 10),
      compare("emulator: memory after that, 1,000,000 contacts, beside 1,000", "MiB", megabytes(memory.many), megabytes(memory.few), 2),
      compare("emulator: start to first page, 1,000,000 contacts, beside 1,000", "ms", median(starts.many), median(starts.few), 1.5),
      compare("emulator: start to first page, 1,000,000 contacts, beside the 2 s it may take", "ms", median(starts.many), startLimitMs, 1),
    ];
  } finally {
    await stopAll(running);
    await rm(folder, { recursive: true, force: true });
  }
}

async function stopAll(servers: BenchServer[]): Promise<void> {
  for (const server of servers.splice(0)) await server.stop();
}

function fillDatabase(file: string, contacts: number): void {
  const store = openStore({ file, clock: createClock() });
  store.insertMany("contact", numberedContacts(contacts));
  store.close();
}

/** Requests per second: the median round's. They are made before the clock starts. */
async function measureRates<Name extends string>(loads: Readonly<Record<Name, Loads>>, kind: keyof Loads): Promise<Record<Name, number>> {
  const count = requests[kind];
  // Object.keys and Object.fromEntries forget that the keys are the record's.
  const names = Object.keys(loads) as Name[];
  const forEach = <Value>(make: (name: Name) => Value): Record<Name, Value> =>
    Object.fromEntries(names.map((name) => [name, make(name)])) as Record<Name, Value>;
  let next = forEach((name) => loads[name][kind](count));
  const acts = forEach((name) => () => sendAll(next[name]));
  const times = await measureAllInTurns(acts, { rounds, between: async () => void (next = forEach((name) => loads[name][kind](count))) });
  return forEach((name) => (count / times[name]) * 1_000);
}

/** Microseconds of the server's processor time for one look-up: what neither the client nor other programs have a part in. */
async function measureProcessor(server: BenchServer, loads: Loads): Promise<number> {
  const count = requests.lookUps;
  const load = loads.lookUps(count);
  const before = await server.usage();
  await sendAll(load);
  return ((await server.usage()).processorUs - before.processorUs) / count;
}

/** Each call gives requests that no earlier one gave. */
function createLoads(visit: Visit, contacts: number): Loads {
  const { port } = visit;
  let lookUp = 0;
  let created = manyContacts;
  return {
    lookUps: (count) => ({
      port,
      requests: Array.from({ length: count }, () => visit.get(lookUpUrl(lookUpAddress(lookUp++, contacts)))),
      isRight: ({ status, body }) => status === 200 && body.includes('"contactid":'),
    }),
    creates: (count) => ({
      port,
      requests: Array.from({ length: count }, () => visit.post("/_api/contacts", JSON.stringify(numberedContact(created++)))),
      isRight: ({ status }) => status === 204,
    }),
    pages: (count) => ({
      port,
      requests: Array.from({ length: count }, () => visit.get(formPath)),
      isRight: ({ status, body }) => status === 200 && body.includes("data-portal-kit-form"),
    }),
  };
}

/** As the kit's form asks. */
function lookUpUrl(email: string): string {
  return `/_api/contacts?$select=contactid,emailaddress1&$filter=${encodeURIComponent(`emailaddress1 eq '${email}'`)}`;
}

/** The body of one look-up's answer. */
async function readOneContact(visit: Visit): Promise<string> {
  let text = "";
  const { emailaddress1 } = numberedContact(0);
  await sendAll({
    port: visit.port,
    requests: [visit.get(lookUpUrl(emailaddress1))],
    isRight: ({ status, body }) => {
      text = body;
      return status === 200 && body.split('"contactid":').length === 2 && body.includes(emailaddress1);
    },
  });
  return text;
}
