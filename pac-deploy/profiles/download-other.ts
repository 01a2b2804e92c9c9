import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../contract/user-error.ts";
import { readSite } from "../../site/read-site.ts";
import type { Site } from "../../site/site.ts";
import { readConfiguration } from "../configuration/read-configuration.ts";
import { describeOutcome } from "../deploy/download-site.ts";
import { findTarget } from "../deploy/find-target.ts";
import { createPac } from "../pac/create-pac.ts";

export interface DownloadOtherOptions {
  /** The folder as a person named it, where the configuration lies. */
  readonly folder: string;
  readonly config?: string;
  readonly pac?: string;
  readonly say: (line: string) => void;
}

/**
 * The site as an environment has it now. It is downloaded into a folder that only this user can read, and which is gone afterwards.
 * @throws UserError `download-failed`, exit code 3; what finding the environment and pac throw
 */
export async function downloadOther(
  site: Site,
  environment: string,
  { folder, config, pac: pacPath, say }: DownloadOtherOptions,
): Promise<Site> {
  const configuration = await readConfigurationIfAny(folder, config);
  const target = findTarget({ environment, profile: undefined, configuration, websiteId: site.website.id });
  const pac = await createPac({ path: pacPath });
  const into = await mkdtemp(join(tmpdir(), "portal-kit-profile-"));
  try {
    say(`Downloading the site from ${target.label} …`);
    const outcome = await pac.download({
      environment: target.environment,
      websiteId: target.websiteId,
      kind: site.kind,
      model: site.model,
      into,
    });
    if (!outcome.ok) {
      throw new UserError("download-failed", `the site could not be downloaded from ${target.label}: ${describeOutcome(outcome)}`, {
        exitCode: 3,
        hint: outcome.faults[0]?.hint ?? "See what pac says: pac pages download.",
      });
    }
    return await readSite(outcome.siteFolder);
  } finally {
    await rm(into, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function readConfigurationIfAny(folder: string, config: string | undefined) {
  try {
    return (await readConfiguration(folder, config)).configuration;
  } catch (error) {
    if (config === undefined && error instanceof UserError && error.code === "configuration-missing") return undefined;
    throw error;
  }
}
