import { findSecret } from "../../../access/find-secret.ts";
import { siteFinding } from "../../plan/desired.ts";
import type { Check, CheckMeta } from "../check.ts";

const meta: CheckMeta = {
  code: "secret-in-setting",
  severity: "error",
  about:
    "A site setting holds a secret as plain text: whoever has the folder, or its history in git, has the secret, and so has Liquid on every page.",
  advice:
    "Make the secret anew where it comes from, and let the setting take it from an environment variable that is a secret; a deployment profile or a pipeline can do it too.",
  source: "https://learn.microsoft.com/power-pages/configure/environment-variables-for-site-settings",
};

export const secretInSetting: Check = {
  meta,
  find: ({ site }) =>
    site.settings.flatMap((setting) => {
      const { name, value, active, environmentVariable } = setting;
      // What an environment variable gives is not the folder's; an inactive setting's value lies in the folder all the same.
      const what = environmentVariable === undefined ? findSecret(name, value) : undefined;
      if (what === undefined) return [];
      const message = `The site setting ${name}${active ? "" : ", inactive as it is,"} holds ${what} (${value?.trim().length ?? 0} characters, not shown here). Make it anew where it comes from, since git remembers it, and take the new one from an environment variable.`;
      return [siteFinding(meta.code, "error", message, setting)];
    }),
};
