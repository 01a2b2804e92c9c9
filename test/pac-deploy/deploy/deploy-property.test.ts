import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, it, vi } from "vitest";
import { expectAfterDeletions, expectAfterUpload } from "../../../pac-deploy/deploy/apply-deployment.ts";
import { compareRecords } from "../../../pac-deploy/deploy/compare-records.ts";
import { createDeployedSite, createSmallSite } from "./deployed-site.ts";
import { readTruth } from "./deployment-matrix.ts";
import type { Edit } from "../../support/fake-pac/lies.ts";

// Every step waits for the disk, and a disk in memory is there at once.
if (existsSync("/dev/shm")) vi.stubEnv("TMPDIR", "/dev/shm");
const source = createSmallSite();
afterAll(() => {
  rmSync(join(source, ".."), { recursive: true, force: true });
  vi.unstubAllEnvs();
});

const settings = [...readFileSync(join(source, "sitesetting.yml"), "utf8").matchAll(/adx_sitesettingid: (\S+)\n {2}adx_value: /g)]
  .flatMap(([, id = ""]) => id)
  .slice(0, 6);

/** What one side does with a setting. Two values, so that both sides do the same now and then. */
const doing = fc.constantFrom("leave", "leave", "one", "two", "delete");
const doingHere = fc.constantFrom("leave", "leave", "one", "two", "blank", "delete");

function editHere(folder: string, id: string, what: string): void {
  const path = join(folder, "sitesetting.yml");
  const items = readFileSync(path, "utf8").split(/^(?=- )/m);
  const edited = items.flatMap((item) => {
    if (!item.includes(id) || what === "leave") return [item];
    if (what === "delete") return [];
    return [item.replace(/(adx_value:).*/, what === "blank" ? "$1 " : `$1 ${what}`)];
  });
  writeFileSync(path, edited.join(""));
}

const editThere = (id: string, what: string): Edit[] => {
  if (what === "leave") return [];
  if (what === "delete") return [{ do: "delete", table: "adx_sitesetting", id }];
  return [{ do: "change", table: "adx_sitesetting", id, values: { adx_value: what } }];
};

it("leaves the environment as the plan says, less the residue that it lists, and nothing of others is lost", async () => {
  const runs = Number(process.env["PORTAL_KIT_DEPLOY_RUNS"] ?? 5);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(doingHere, doing), { minLength: settings.length, maxLength: settings.length }),
      fc.constantFrom("local" as const, "remote" as const),
      fc.boolean(),
      async (doings, take, withDeletions) => {
        const site = await createDeployedSite({ source });
        try {
          await site.deploy();
          for (const [index, id] of settings.entries()) {
            const [here, there] = doings[index] ?? ["leave", "leave"];
            editHere(site.folder, id, here);
            site.environment.edit(site.websiteId, editThere(id, there));
          }
          const before = await readTruth(site);
          const outcome = await site.deploy({ take, withDeletions });
          expect(["done", "nothing"]).toContain(outcome.state);
          const uploaded = expectAfterUpload(outcome.plan, before, { closings: true });
          const truth = await readTruth(site);
          expect(
            compareRecords({ expected: withDeletions ? expectAfterDeletions(outcome.plan, uploaded) : uploaded, actual: truth }),
          ).toEqual([]);
          for (const [index, id] of settings.entries()) {
            const [here, there] = doings[index] ?? ["leave", "leave"];
            const key = `adx_sitesetting/${id}`;
            if (here === "leave") expect(truth.records.get(key)?.values["adx_value"]).toBe(before.records.get(key)?.values["adx_value"]);
            if (there === "leave" && (here === "one" || here === "two")) expect(truth.records.get(key)?.values["adx_value"]).toBe(here);
          }
          // Nothing is left to do, and what was decided stays decided.
          const again = await site.deploy({ withDeletions });
          expect([again.state, again.plan.changes.length, again.plan.conflicts.length]).toEqual(["nothing", 0, 0]);
          expect(compareRecords({ expected: truth, actual: await readTruth(site) })).toEqual([]);
          if (outcome.id === undefined) return;
          await site.rollback({ id: outcome.id });
          const back = await readTruth(site);
          const left = new Set(outcome.plan.residue.map(({ record }) => record.id));
          expect(compareRecords({ expected: before, actual: back }).filter(({ record }) => !left.has(record.id))).toEqual([]);
        } finally {
          site.remove();
        }
      },
    ),
    { numRuns: runs, seed: Number(process.env["PORTAL_KIT_DEPLOY_SEED"] ?? 8) },
  );
}, 120_000);
