import type { AuthProfile } from "./pac.ts";
import { isSameEnvironment } from "./normalize-environment.ts";

/**
 * fits: the active profile is bound to the environment · unproven: it is bound to another or none, and may still enter it · select: another profile is bound to
 * it · other-environment: the active one can only enter another · none: no profile is active.
 */
export type ProfileVerdict = "fits" | "unproven" | "select" | "other-environment" | "none";

export interface ProfileChoice {
  readonly verdict: ProfileVerdict;
  /** The one that pac would use, or with `select` the one to select. */
  readonly profile: AuthProfile | undefined;
  readonly why: string;
  /** What to run first. */
  readonly command?: string;
}

/**
 * pac always uses its active profile; `--environment` only says where to go with it.
 * @param environment address; undefined: the one that the active profile is bound to
 */
export function chooseProfile(profiles: readonly AuthProfile[], environment: string | undefined): ProfileChoice {
  const active = profiles.find(({ isActive }) => isActive);
  if (environment === undefined) {
    if (active !== undefined)
      return { verdict: "fits", profile: active, why: `it is the active one; its environment is ${active.environment ?? "not set"}` };
  } else {
    const bound = profiles.filter((profile) => isSameEnvironment(profile.environment, environment));
    if (active !== undefined && bound.includes(active))
      return { verdict: "fits", profile: active, why: "it is the active one and bound to this environment" };
    const [other] = bound;
    if (other !== undefined) {
      const why = `it is bound to this environment; pac would use ${active === undefined ? "none" : describeProfile(active)}`;
      return { verdict: "select", profile: other, why, command: `pac auth select --index ${other.index}` };
    }
    if (active !== undefined) return judgeElsewhere(active);
  }
  const why = profiles.length === 0 ? "pac knows no profile on this computer" : "none of pac's profiles is active";
  return { verdict: "none", profile: undefined, why, ...(profiles.length === 0 ? {} : { command: "pac auth select --index <n>" }) };
}

function judgeElsewhere(active: AuthProfile): ProfileChoice {
  const where = active.environment === undefined ? "bound to no environment" : `bound to ${active.environment}`;
  // https://learn.microsoft.com/power-platform/developer/cli/reference/auth: made with the deprecated --url, a profile is for that address only.
  if (active.scope === "DATAVERSE") return { verdict: "other-environment", profile: active, why: `it is ${where} and can enter no other` };
  return {
    verdict: "unproven",
    profile: active,
    why: `it is ${where}; whether it may enter this one shows when pac is asked (before anything is written)`,
  };
}

export const describeProfile = ({ index, name, identity }: AuthProfile): string => `[${index}] ${name ?? identity ?? "without a name"}`;
