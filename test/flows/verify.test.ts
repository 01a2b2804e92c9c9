import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readSite } from "../../site/read-site.ts";
import { defaultSwitches } from "../../portal-emulator/switches.ts";
import type { VerifyReport } from "../../pac-deploy/verify/verify-report.ts";
import { plantings, type Planting } from "../pac-deploy/verify/plantings.ts";
import { renderVerifyPage, type PlantedRow } from "../pac-deploy/verify/render-verify-page.ts";
import { editSite, startSafePortal, verifyEmulated, type SafePortal } from "../pac-deploy/verify/verified-site.ts";

let portal: SafePortal;
let temporary: string;
const rows: PlantedRow[] = [];

beforeAll(async () => {
  portal = await startSafePortal();
  temporary = mkdtempSync(join(tmpdir(), "portal-kit-verify-"));
});
afterAll(async () => {
  await portal?.close();
  rmSync(temporary, { recursive: true, force: true });
});

const copy = (name: string): string => {
  const folder = mkdtempSync(join(temporary, name));
  cpSync(portal.site.folder, folder, { recursive: true });
  return folder;
};

/** Plants it, asks the portal, and puts the portal back as it was. */
async function run(planting: Planting): Promise<{ report: VerifyReport; place: string }> {
  const { started, site } = portal;
  const base = { started, configPath: site.configPath };
  const folder = copy("folder-");
  const deployed = planting.deployedOnly === undefined ? folder : copy("deployed-");
  const origin = started.emulator.addresses.portal;
  try {
    started.emulator.useSite(await readSite(site.folder));
    await planting.portal?.(started);
    const place = planting.plant(editSite(folder));
    planting.deployedOnly?.(editSite(deployed));
    return { report: await verifyEmulated({ ...base, folder, deployed }), place };
  } finally {
    await fetch(`${origin}/_emulator/faults`, { method: "DELETE" });
    await fetch(`${origin}/_emulator/switches`, { method: "PATCH", body: JSON.stringify(defaultSwitches) });
  }
}

const codesOf = ({ findings }: VerifyReport): string[] => [
  ...new Set(findings.filter(({ accepted }) => accepted === undefined).map(({ code }) => code)),
];

describe("verify against the emulator", () => {
  it("finds nothing on the safe site, and asks within its budget", async () => {
    const { started, site } = portal;
    const report = await verifyEmulated({ started, folder: site.folder, configPath: site.configPath });
    expect(codesOf(report)).toEqual([]);
    expect(report.steps.filter(({ ok }) => ok === false)).toEqual([]);
    expect(report.requests.sent).toBeLessThan(150);
  });

  it("has at least 25 kinds of misconfiguration", () => expect(plantings.length).toBeGreaterThanOrEqual(25));

  it.each(plantings)("finds: $name", async (planting) => {
    const { report, place } = await run(planting);
    const found = report.findings.filter(({ code }) => code === planting.finds);
    const places = found.map(({ path, line }) => (path === "" ? "" : `${path}:${line}`));
    expect(places, JSON.stringify(report.findings, null, 1)).toContain(place);
    expect(found.every(({ remedy }) => remedy.length > 10)).toBe(true);
    rows.push({ name: planting.name, code: planting.finds, place, remedy: found[places.indexOf(place)]?.remedy ?? "" });
    // It says what is wrong, and no more.
    expect(codesOf(report).toSorted()).toEqual([planting.finds, ...(planting.also ?? [])].toSorted());
  });

  it("is written down in docs/verify.md", async () => {
    expect(rows).toHaveLength(plantings.length);
    await expect(renderVerifyPage(rows)).toMatchFileSnapshot("../../docs/verify.md");
  });
});
