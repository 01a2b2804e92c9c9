import { policySettingNames } from "../../../contract/new-site-policy.ts";
import type { SiteSetting } from "../../../site/site.ts";
import { parsePolicies, type Policy } from "../../policy/parse-policy.ts";
import type { CheckedSite } from "../check.ts";

/** The site settings of one header, and what the first, which counts, says. */
export interface PolicySetting {
  readonly settings: readonly SiteSetting[];
  /** undefined: there is none, or its value comes from elsewhere. */
  readonly setting: SiteSetting | undefined;
  /** Empty: nothing is restricted. */
  readonly policies: readonly Policy[];
  /** The value comes from an environment variable, which the folder does not hold. */
  readonly isUnknown: boolean;
}

export const enforcedPolicy = (checked: CheckedSite): PolicySetting => findPolicy(checked, policySettingNames.enforced);
export const reportOnlyPolicy = (checked: CheckedSite): PolicySetting => findPolicy(checked, policySettingNames.reportOnly);

function findPolicy({ site }: CheckedSite, name: string): PolicySetting {
  const settings = site.settings.filter((setting) => setting.active && setting.name.toLowerCase() === name.toLowerCase());
  const [setting] = settings;
  return {
    settings,
    setting,
    policies: parsePolicies(setting?.value ?? ""),
    isUnknown: setting?.environmentVariable !== undefined && setting.value === undefined,
  };
}
