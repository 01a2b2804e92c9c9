import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { configurationFileName } from "../../contract/names.ts";
import { planApply } from "../../pac-deploy/plan/plan-apply.ts";
import { writeEdits } from "../../site/write-edits.ts";

export const root = resolve(import.meta.dirname, "../..");
export const kitFolder = join(root, "dist/kit");
export const distFolder = join(root, "dist");
export const starters = ["standard", "enhanced"] as const;
export const starterFolder = (name: string): string => join(root, "test/fixtures/sites", name);
export const sampleScript = join(root, "test/fixtures/scripts/customer-insights-data.html");

/** The configuration of the story: form on a page of its own, contact access accepted. Its visitors are quicker than people. */
export const storyConfiguration = {
  tracking: { script: "tracking.html", placement: "header" },
  consent: { mode: "opt-in", source: "banner" },
  capture: { path: "A", acceptAnonymousContactAccess: true, page: "get-in-touch", minFillMs: 0 },
};

export interface TemporarySite {
  readonly folder: string;
  readonly configPath: string;
  remove(): void;
}

/** A copy of a site folder in a temporary place, with a configuration and the sample script beside it. */
export function copySite(source: string, configuration: object = storyConfiguration): TemporarySite {
  const temporary = mkdtempSync(join(tmpdir(), "portal-kit-test-"));
  const folder = join(temporary, basename(source));
  cpSync(source, folder, { recursive: true });
  cpSync(sampleScript, join(temporary, "tracking.html"));
  const configPath = join(temporary, configurationFileName);
  writeFileSync(configPath, JSON.stringify(configuration, null, 2));
  return { folder, configPath, remove: () => rmSync(temporary, { recursive: true, force: true }) };
}

export async function applyKit({ folder, configPath }: TemporarySite): Promise<void> {
  const plan = await planApply(folder, { kitFolder, configPath });
  await writeEdits(folder, plan.edits);
}
