import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faultKinds, type Fault, type FaultMatch } from "../../contract/emulator-faults.ts";
import { tokenPath } from "../../contract/names.ts";
import { createEmulator, type Emulator } from "../../portal-emulator/create-emulator.ts";
import { readSite } from "../../site/read-site.ts";
import type { Site } from "../../site/site.ts";
import { openEmulatedPage, type EmulatedPage } from "../support/emulated-page.ts";
import { applyKit, copySite, distFolder, starterFolder, type TemporarySite } from "../support/kit-site.ts";

const person = { firstname: "Ada", lastname: "Example", emailaddress1: "ada@example.com", mobilephone: "+49 30 000000" };
const addresses = { portal: "http://localhost:4180", org: "http://127.0.0.1:4181", insights: "http://127.0.0.1:4182" };

const steps = {
  token: { method: "GET", path: tokenPath },
  "look-up": { method: "GET", path: "/_api/contacts" },
  create: { method: "POST", path: "/_api/contacts" },
} as const satisfies Readonly<Record<string, FaultMatch>>;
type Step = keyof typeof steps;
const stepNames = Object.keys(steps) as Step[];

/** What the first press comes to at each step: `done`, or the failure's code. The next press that meets no fault ends as done in any case. */
interface Row extends Readonly<Record<Step, string>> {
  readonly fault: Fault;
  /** Requests that meet the fault; once unless said. */
  readonly times?: number;
  /** Contacts in the end; one unless said. */
  readonly contacts?: Partial<Readonly<Record<Step, number>>>;
}

const done = { token: "done", "look-up": "done", create: "done" };
const rows: readonly Row[] = [
  { fault: { kind: "status", status: 503, retryAfterSeconds: 0 }, ...done },
  { fault: { kind: "status", status: 429, retryAfterSeconds: 60 }, token: "busy", "look-up": "busy", create: "busy" },
  { fault: { kind: "status", status: 503 }, ...done },
  { fault: { kind: "status", status: 503, when: "after" }, ...done },
  { fault: { kind: "status", status: 500 }, token: "server-error", "look-up": "server-error", create: "server-error" },
  // A create that was carried out is found.
  { fault: { kind: "status", status: 500, when: "after" }, token: "server-error", "look-up": "server-error", create: "done" },
  { fault: { kind: "status", status: 401 }, token: "session-expired", "look-up": "done", create: "done" },
  { fault: { kind: "status", status: 403 }, token: "forbidden", "look-up": "done", create: "done" },
  { fault: { kind: "status", status: 200, body: "{" }, token: "token-missing", "look-up": "bad-answer", create: "done" },
  { fault: { kind: "status", status: 200, body: "{", when: "after" }, token: "token-missing", "look-up": "bad-answer", create: "done" },
  { fault: { kind: "latency", ms: 300 }, ...done },
  { fault: { kind: "cut-before" }, ...done },
  { fault: { kind: "cut-before" }, times: 2, token: "network", "look-up": "network", create: "network" },
  { fault: { kind: "cut-after" }, ...done },
  { fault: { kind: "cut-after", bytes: 7 }, ...done },
  { fault: { kind: "reset" }, ...done },
  { fault: { kind: "reset", when: "after" }, ...done },
  { fault: { kind: "html" }, token: "token-missing", "look-up": "done", create: "done" },
  { fault: { kind: "html", when: "after" }, token: "token-missing", "look-up": "done", create: "done" },
  { fault: { kind: "html" }, times: 2, token: "token-missing", "look-up": "session-expired", create: "session-expired" },
  { fault: { kind: "html", page: "firewall", status: 403 }, token: "forbidden", "look-up": "done", create: "done" },
  { fault: { kind: "redirect" }, token: "session-expired", "look-up": "done", create: "done" },
  { fault: { kind: "redirect", when: "after" }, token: "session-expired", "look-up": "done", create: "done" },
  { fault: { kind: "redirect", location: "https://login.example.com/" }, token: "session-expired", "look-up": "done", create: "done" },
  { fault: { kind: "redirect" }, times: 2, token: "session-expired", "look-up": "session-expired", create: "session-expired" },
  { fault: { kind: "token" }, ...done },
  // No older answer of this address is remembered.
  { fault: { kind: "stale" }, ...done },
  { fault: { kind: "block" }, ...done },
  { fault: { kind: "block", as: "forbidden" }, token: "forbidden", "look-up": "done", create: "done" },
  { fault: { kind: "drip", chunkBytes: 16, intervalMs: 5 }, ...done },
  // What a proxy delivers twice the portal creates twice: nothing on the page can know.
  { fault: { kind: "duplicate" }, ...done, contacts: { create: 2 } },
  { fault: { kind: "duplicate", together: true }, ...done, contacts: { create: 2 } },
];

const cases = rows.flatMap(({ fault, times = 1, contacts, ...outcomes }) =>
  stepNames.map((step) => ({ name: JSON.stringify(fault), fault, times, step, outcome: outcomes[step], contacts: contacts?.[step] ?? 1 })),
);

let copy: TemporarySite;
let site: Site;
beforeAll(async () => {
  copy = copySite(starterFolder("enhanced"));
  await applyKit(copy);
  site = await readSite(copy.folder);
});
afterAll(() => copy?.remove());

const addFault = async (emulator: Emulator, match: FaultMatch, fault: Fault, times: number): Promise<void> => {
  const body = JSON.stringify([{ match, fault, times }]);
  const response = await emulator.fetch("portal", new Request(`${addresses.portal}/_emulator/faults`, { method: "POST", body }));
  if (!response.ok) throw new Error(await response.text());
};
const press = async (page: EmulatedPage): Promise<string> => {
  page.submit();
  const state = await page.settled();
  return state === "failed" ? (page.form.dataset["failure"]?.split(" ")[1] ?? "") : state;
};
const typed = (page: EmulatedPage): unknown =>
  Object.fromEntries(Object.keys(person).map((name) => [name, page.form.querySelector<HTMLInputElement>(`[name=${name}]`)?.value]));

describe("a submission that meets a fault", () => {
  it("is tried with every kind there is", () => {
    expect(new Set(rows.map(({ fault }) => fault.kind))).toEqual(new Set(faultKinds));
  });

  // Most of them wait: for a pause the portal asked for, or before they look for what may have been lost.
  it.concurrent.each(cases)("at the $step, $times x $name: $outcome", async ({ fault, times, step, outcome, contacts }) => {
    const emulator = await createEmulator({ site, database: ":memory:", distFolder, addresses });
    try {
      const page = await openEmulatedPage(emulator, "/get-in-touch/", { consent: "granted" });
      await addFault(emulator, steps[step], fault, times);
      page.enter(person);
      expect(await press(page)).toBe(outcome);
      for (let state = outcome, again = 0; state !== "done"; again += 1) {
        expect(again).toBeLessThan(times);
        expect(typed(page)).toEqual(person);
        expect(page.setUserCalls()).toEqual([]);
        state = await press(page);
      }
      const found = emulator.store.query("contact");
      expect(found).toHaveLength(contacts);
      for (const row of found) expect(row).toMatchObject(person);
      expect(page.setUserCalls()).toHaveLength(1);
      expect(found.map((row) => row["contactid"])).toContain(Reflect.get(Object(page.setUserCalls()[0]), "authId"));
      page.dom.window.close();
    } finally {
      await emulator.close();
    }
  });
});
