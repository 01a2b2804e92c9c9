import { trackingScriptSnippet } from "../../../contract/names.ts";
import { UserError } from "../../../contract/user-error.ts";
import { parseTrackingScript } from "../../configuration/parse-tracking-script.ts";
import { listVariables } from "../../profiles/profile-variables.ts";
import type { Check, CheckMeta } from "../check.ts";
import { findingAtValue, nameOf, profileRows } from "./examined-profiles.ts";

const meta: CheckMeta = {
  code: "profile-script-broken",
  severity: "error",
  about:
    "A deployment profile gives an environment a tracking script that is none: it is cut off, damaged, without a key, or something else.",
  advice:
    "Copy the whole script from that environment's Customer Insights, and write it with `portal-kit profile <tag> --tracking-script <file>`.",
  source: "https://learn.microsoft.com/dynamics365/customer-insights/data/real-time-web-personalization",
};

export const profileScriptBroken: Check = {
  meta,
  find: (checked) =>
    profileRows(checked).flatMap(({ path, row }) => {
      const script = row.values["adx_value"];
      if (row.table !== "adx_contentsnippet" || script === undefined || nameOf(checked, row) !== trackingScriptSnippet) return [];
      // What a variable holds is not here to be read.
      if (listVariables(script.text).length > 0) return [];
      try {
        parseTrackingScript(script.text, path);
        return [];
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        return [findingAtValue(meta, path, script, `The tracking script for this environment is none: ${error.message}.`)];
      }
    }),
};
