import { writeSync } from "node:fs";
import { openStore } from "../../../portal-emulator/store/open-store.ts";

// Runs in a process of its own until it is killed: writes rows as fast as it can and says on standard output which are written.
// Arguments: the database file, the first number, "late" (says so once a row is committed) or "early" (the control: before it is).

const [file = "", first = "0", when = "late"] = process.argv.slice(2);
const store = openStore({ file, clock: { now: () => new Date("2026-03-04T05:06:07Z") } });
const acknowledge = (n: number): void => void writeSync(1, `${n}\n`);
const [account] = store.query("account");
const counter = String((account ?? store.insert("account", { name: "counter" }))["accountid"]);

for (let n = Number(first); ; n += 1) {
  store.transaction(() => {
    store.insert("contact", { lastname: `row ${n}`, externaluseridentifier: String(n), description: "x".repeat((n * 97) % 2000) });
    store.update("account", counter, { numberofemployees: n });
    if (when === "early") {
      acknowledge(n);
    }
  });
  if (when === "late") {
    acknowledge(n);
  }
  if (n % 200 === 199) {
    store.snapshot();
  }
}
