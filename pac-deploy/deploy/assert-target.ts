import { UserError } from "../../contract/user-error.ts";
import type { Site } from "../../site/site.ts";
import type { Pac, PacSite } from "../pac/pac.ts";
import type { Target } from "./find-target.ts";

export interface AssertTargetOptions {
  readonly site: Pick<Site, "model" | "kind">;
  readonly target: Target;
  readonly pac: Pac;
  /** `--create-site`: the website need not be there yet. */
  readonly mayCreate: boolean;
  readonly signal: AbortSignal | undefined;
}

/**
 * Looks whether the website is in the environment. An upload with another id makes a new site there and says nothing.
 * @returns undefined: it is not, and may be made
 * @throws UserError `site-not-in-environment`, `model-differs`, exit code 1
 */
export async function assertTarget({ site, target, pac, mayCreate, signal }: AssertTargetOptions): Promise<PacSite | undefined> {
  const sites = await pac.listSites(target.environment, signal);
  const found = sites.find(({ websiteId }) => websiteId.toLowerCase() === target.websiteId);
  if (found === undefined) {
    if (mayCreate) return undefined;
    const there = sites.map(({ name, websiteId }) => `${name} (${websiteId})`);
    throw new UserError(
      "site-not-in-environment",
      `the website ${target.websiteId} is not in ${target.label}; there ${there.length === 0 ? "is none" : there.length === 1 ? `is ${there[0]}` : `are ${there.join(", ")}`}`,
      {
        exitCode: 1,
        hint: "An upload would make a new site. Set deploy.environments.<name>.websiteId if the site has another id there, or give --create-site if it is to be made.",
      },
    );
  }
  if (found.model !== undefined && found.model !== site.model) {
    throw new UserError(
      "model-differs",
      `${found.name} has the ${found.model} data model in ${target.label}, and the folder the ${site.model} one`,
      {
        exitCode: 1,
        hint: "Download the site from that environment, and put your changes into that folder.",
      },
    );
  }
  return found;
}
