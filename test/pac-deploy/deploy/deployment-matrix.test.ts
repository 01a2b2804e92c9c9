import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { UserError } from "../../../contract/user-error.ts";
import { compareRecords } from "../../../pac-deploy/deploy/compare-records.ts";
import type { DeployOutcome, Takes } from "../../../pac-deploy/deploy/deploy-site.ts";
import type { SiteRecords } from "../../../pac-deploy/deploy/site-records.ts";
import { reportedBehaviour } from "../../support/fake-pac/behaviour.ts";
import { createDeployedSite, createSmallSite, keepSite, type DeployedSite, type Kept } from "./deployed-site.ts";
import { editFolder, findLost, findMissing, hazards, ids, isSettled, othersEdits, readTruth, type Hazard } from "./deployment-matrix.ts";

type Cell = "deploy" | "back" | "rollback" | "drift";
const rows = new Map<string, Partial<Record<Cell, string>>>();
const note = ({ name }: Hazard, cell: Cell, text: string): void => void rows.set(name, { ...rows.get(name), [cell]: text });

// Every step waits for the disk, and a disk in memory is there at once.
if (existsSync("/dev/shm")) vi.stubEnv("TMPDIR", "/dev/shm");
const source = createSmallSite();
// What no cell is about: each of them downloads the site some ten times.
for (const folder of ["web-templates", "content-snippets"])
  for (const name of readdirSync(join(source, folder)))
    if (!["header", "footer", "site-name"].includes(name)) rmSync(join(source, folder, name), { recursive: true, force: true });
afterAll(() => {
  rmSync(join(source, ".."), { recursive: true, force: true });
  vi.unstubAllEnvs();
});

let site: DeployedSite;
/** As it was before what is deployed in each cell. */
let before: SiteRecords;
/** Deployed once, then edited here and by others. */
let begun: Kept;
/** And that deployed too. */
let deployed: Kept;

beforeAll(async () => {
  site = await createDeployedSite({ source });
  site.environment.seed(source, { websiteId: "bbbbbbbb-0000-4000-8000-000000000009", name: "Another site" });
  await site.deploy();
  editFolder(site.folder);
  site.environment.edit(site.websiteId, othersEdits);
  before = await readTruth(site);
  begun = keepSite(site);
  await site.deploy({ withDeletions: true });
  deployed = keepSite(site);
});

afterAll(() => {
  for (const kept of [begun, deployed]) kept.remove();
  site.remove();
});

function strike({ lies = [], behaviour = {} }: Hazard): void {
  site.fake.behave(behaviour);
  for (const lie of lies) site.fake.lie(lie);
}

function heal(): void {
  site.fake.truth();
  site.fake.behave(reportedBehaviour);
}

const tried = async <Result>(act: () => Promise<Result>): Promise<Result | Error> => {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
};

const words = (result: DeployOutcome | Error): string =>
  result instanceof UserError ? `refused: \`${result.code}\`` : result instanceof Error ? "refused: pac's list failed" : result.state;

/** Until all is there; what is in conflict is decided for what is wanted, as a person would who has looked. */
async function repeat(
  act: (takes: Takes) => Promise<DeployOutcome>,
  isThere: () => Promise<boolean>,
  second: Takes = { take: "local" },
): Promise<string> {
  const told: string[] = [];
  for (const takes of [{}, second]) {
    if (await isThere()) break;
    const how = takes.takeRemote === undefined ? (takes.take === undefined ? "again" : "--take local") : "--take-remote <theirs>";
    told.push(`${how}: ${words(await tried(() => act(takes)))}`);
  }
  return told.join(", ");
}

/** What somebody did meanwhile stays; whether it was somebody, only a person can tell. */
const decisionOf = (hazard: Hazard): Takes =>
  isMeanwhile(hazard) ? { takeRemote: [`adx_sitesetting/${ids.forceSignUp}`] } : { take: "local" };

const isMeanwhile = ({ lies = [] }: Hazard): boolean => lies.some(({ lie }) => lie === "someone-edits");

/** Whether the environment is as before the deployment, with what others did. */
const isBack = async (): Promise<boolean> => {
  const found = compareRecords({ expected: before, actual: await readTruth(site) });
  return found.filter(({ values }) => !values.every(({ after }) => after === "meanwhile") || values.length === 0).length === 0;
};

describe.each(hazards.map((hazard) => [hazard.name, hazard] as const))("when %s", (_, hazard) => {
  it("deploy tells it, loses nothing of others, and gets there or back", async () => {
    begun.restore();
    hazard.edit?.(site.folder);
    strike(hazard);
    const result = await tried(() => site.deploy({ withDeletions: true }));
    const truth = await readTruth(site);
    const meanwhile = isMeanwhile(hazard);
    expect(findLost(truth, { meanwhile })).toEqual([]);
    if (!(result instanceof Error) && isSettled(result)) expect(findMissing(truth)).toEqual([]);
    if (!(result instanceof Error) && hazard.residue !== undefined)
      expect(result.plan.residue.map(({ kind }) => kind)).toContain(hazard.residue);
    heal();
    const steps = [words(result)];
    const later = await repeat(
      (takes) => site.deploy({ withDeletions: true, ...takes }),
      async () => findMissing(await readTruth(site)).length === 0,
    );
    if (later !== "") steps.push(later);
    expect(findMissing(await readTruth(site))).toEqual([]);
    expect(findLost(await readTruth(site), { meanwhile })).toEqual([]);
    note(hazard, "deploy", steps.join("; "));

    // From wherever that led, back to before: the last deployment first.
    const made = (await site.store.listDeployments()).filter(({ kind }) => kind === "deploy").map(({ id }) => id);
    const told: string[] = [];
    for (const id of made.toReversed())
      told.push(
        await repeat(
          (takes) => site.rollback({ id, ...takes }),
          () => isBack(),
          decisionOf(hazard),
        ),
      );
    expect(await isBack()).toBe(true);
    expect(findLost(await readTruth(site), { meanwhile })).toEqual([]);
    note(hazard, "back", told.filter((one) => one !== "").join("; "));
  });

  it("rollback tells it, loses nothing of others, and gets there when it is repeated", async () => {
    if (hazard.edit === undefined) deployed.restore();
    else {
      begun.restore();
      hazard.edit(site.folder);
      await site.deploy({ withDeletions: true });
    }
    strike(hazard);
    const result = await tried(() => site.rollback());
    const meanwhile = isMeanwhile(hazard);
    expect(findLost(await readTruth(site), { meanwhile })).toEqual([]);
    if (!(result instanceof Error) && isSettled(result)) expect(await isBack()).toBe(true);
    heal();
    const id = (await site.store.listDeployments()).findLast(({ kind }) => kind === "deploy")?.id ?? "";
    const steps = [words(result)];
    const later = await repeat(
      (takes) => site.rollback({ id, ...takes }),
      () => isBack(),
      decisionOf(hazard),
    );
    if (later !== "") steps.push(later);
    expect(await isBack()).toBe(true);
    expect(findLost(await readTruth(site), { meanwhile })).toEqual([]);
    note(hazard, "rollback", steps.join("; "));
  });

  it.runIf(hazard.meetsDrift)("drift never calls them equal", async () => {
    begun.restore();
    hazard.edit?.(site.folder);
    strike(hazard);
    const result = await tried(() => site.drift());
    if (!(result instanceof Error)) expect(result.differences.length).toBeGreaterThan(0);
    note(hazard, "drift", result instanceof Error ? words(result) : "differ");
  });
});

it("is written down in docs/deployment-matrix.md", async () => {
  const cells = (row: Partial<Record<Cell, string>>): string =>
    (["deploy", "back", "rollback", "drift"] as const).map((cell) => row[cell] ?? "–").join(" | ");
  const lines = hazards.map(({ name, evidence }) => `| ${name} | ${evidence} | ${cells(rows.get(name) ?? {})} |`);
  await expect(`<!-- Generated by \`npx vitest run test/pac-deploy/deploy/deployment-matrix.test.ts -u\`: do not edit. -->

# What a deployment does when pac or somebody else does something else

Each row is played against a stand-in for \`pac\` and its environments: a site is deployed, then the folder changes (a setting, a template, a permission that is new and opens a
table, one that is gone), others change a template and a setting in the studio, and then it happens. In every cell holds: what others did is still there; whatever is not as planned is told
with an exit code other than 0; and both the folder's state and that of before can still be reached.

- **deploy**: what \`deploy --delete\` says, and what it says when it is run again afterwards, if that is needed.
- **way back**: what \`rollback\` then says, deployment by deployment, until the environment is as it was before.
- **rollback**: the same thing happens during \`rollback\` of a deployment that went well.
- **drift**: what \`drift\` says of a folder that is not deployed yet; – where it cannot happen to it.

done: read back as planned (exit code 0) · nothing: there was nothing to do (0) · different: read back otherwise than planned, each difference told (1) · conflicts: nothing uploaded
before each is decided (1) · open: something that is to be closed is open (1) · unread: uploaded and not read back (3) · refused: nothing uploaded.

| what happens | evidence | deploy | way back | rollback | drift |
|---|---|---|---|---|---|
${lines.join("\n")}
`).toMatchFileSnapshot("../../../docs/deployment-matrix.md");
});
