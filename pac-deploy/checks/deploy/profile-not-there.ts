import { profilePath } from "../../profiles/profile-paths.ts";
import { siteFinding } from "../../plan/desired.ts";
import type { Check, CheckMeta } from "../check.ts";

const meta: CheckMeta = {
  code: "profile-not-there",
  severity: "error",
  about: "The configuration names a deployment profile for an environment, and there is none of that name.",
  advice: "Write it with `portal-kit profile <tag> --set`, or take `profile` out of the environment in the configuration.",
};

export const profileNotThere: Check = {
  meta,
  find: ({ configuration, profiles }) =>
    Object.entries(configuration?.deploy.environments ?? {}).flatMap(([name, { profile }]) =>
      profile === undefined || profiles.has(profilePath(profile))
        ? []
        : [
            siteFinding(
              meta.code,
              "error",
              `deploy.environments.${name}.profile is "${profile}", and ${profilePath(profile)} is not there.`,
            ),
          ],
    ),
};
