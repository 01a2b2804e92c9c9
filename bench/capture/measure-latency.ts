import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createClock } from "../../portal-emulator/clock.ts";
import { openStore } from "../../portal-emulator/store/open-store.ts";
import { lookUpAddress, numberedContact, numberedContacts } from "../emulator/numbered-contacts.ts";
import { prepareSite } from "../emulator/prepare-site.ts";
import { compare, sampleAllInTurns, type Measurement } from "../measure.ts";
import { quickVisitors, type CaptureBench } from "./capture-bench.ts";
import { clickToSetUser } from "./click-to-set-user.ts";
import { readStraightforward, replaceFormScript } from "./prepare-variants.ts";
import type { Person } from "./submit-form.ts";

/** Of every call to the portal. */
const latencyMs = 100;
const knownContacts = 1_000;
const rounds = 21;

const variants = ["straightforward", "ours", "prefetching"] as const;
type Variant = (typeof variants)[number];

/**
 * From the click to setUser, beside the straightforward form: token, then look-up, then create, then setUser. The latency is the emulator's: each
 * request is answered that much later, on a connection that is open already. A browser's own throttling would also hold back what is no call.
 */
export async function measureLatency(bench: CaptureBench): Promise<Measurement[]> {
  const urls = await serveVariants(bench);
  const known = createPeople((number) => lookUpAddress(number, knownContacts));
  const unknown = createPeople((number) => `new.visitor.${number}@example.com`);
  const visit = async (variant: Variant, next: () => Person): Promise<() => Promise<number>> => {
    const page = await bench.openPage();
    return () => clickToSetUser(page, urls[variant], next());
  };
  const times = await sampleAllInTurns(
    {
      knownStraightforward: await visit("straightforward", known),
      knownOurs: await visit("ours", known),
      knownPrefetching: await visit("prefetching", known),
      newStraightforward: await visit("straightforward", unknown),
      newOurs: await visit("ours", unknown),
      newPrefetching: await visit("prefetching", unknown),
    },
    { rounds },
  );
  const beside = "from click to setUser at 100 ms a call, beside token, GET, POST, setUser";
  return [
    compare(`capture: known visitor, ${beside}`, "ms", times.knownOurs, times.knownStraightforward, 0.5),
    compare(`capture: new visitor, ${beside}`, "ms", times.newOurs, times.newStraightforward, 0.7),
    compare(`capture: known visitor with prefetchLookup, ${beside}`, "ms", times.knownPrefetching, times.knownStraightforward, 0.1),
    compare(`capture: new visitor with prefetchLookup, ${beside}`, "ms", times.newPrefetching, times.newStraightforward, 0.5),
  ];
}

async function serveVariants({ root, folder, serve }: CaptureBench): Promise<Readonly<Record<Variant, string>>> {
  const prepare = async (variant: Variant, capture: object): Promise<string> => {
    const place = join(folder, variant);
    await mkdir(place);
    return prepareSite(root, place, { ...quickVisitors, ...capture });
  };
  const ours = await prepare("ours", {});
  const sites: Readonly<Record<Variant, string>> = {
    ours,
    prefetching: await prepare("prefetching", { prefetchLookup: true }),
    straightforward: await replaceFormScript(ours, join(folder, "straightforward", "site"), await readStraightforward(root)),
  };
  const start = async (variant: Variant): Promise<string> => {
    const database = join(folder, `${variant}.db`);
    const store = openStore({ file: database, clock: createClock() });
    store.insertMany("contact", numberedContacts(knownContacts));
    store.close();
    const url = await serve(sites[variant], database);
    const rules = [{ match: { origin: "portal" }, fault: { kind: "latency", ms: latencyMs } }];
    const answer = await fetch(new URL("/_emulator/faults", url), { method: "POST", body: JSON.stringify(rules) });
    if (!answer.ok) throw new Error(`the emulator refused the latency: ${await answer.text()}`);
    return url;
  };
  return { straightforward: await start("straightforward"), ours: await start("ours"), prefetching: await start("prefetching") };
}

/** No two of them have the same address, so that the site's read cache answers none. */
function createPeople(address: (number: number) => string): () => Person {
  let number = 0;
  return () => {
    number += 1;
    return { ...numberedContact(number), emailaddress1: address(number) };
  };
}
