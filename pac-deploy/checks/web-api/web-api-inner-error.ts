import { findSettings } from "../../../access/find-settings.ts";
import type { Site, SiteSetting } from "../../../site/site.ts";
import { siteFinding } from "../../plan/desired.ts";
import type { Check } from "../check.ts";
import { editSetting } from "../edit-setting.ts";

const code = "web-api-inner-error";

export const webApiInnerError: Check = {
  meta: {
    code,
    severity: "warning",
    about: "Errors of the Web API carry the platform's inner error, which tells strangers about tables, columns and plug-ins.",
    advice: "Set `Webapi/error/innererror` to false on a site that is in use; `--fix` does.",
    source: "https://learn.microsoft.com/power-pages/configure/web-api-http-requests-handle-errors",
  },
  find: ({ site }) => {
    const setting = findInnerError(site);
    if (setting === undefined) return [];
    const message =
      "Webapi/error/innererror is on: every error tells strangers what went wrong inside; set it to false but while you look for a fault";
    return [{ ...siteFinding(code, "warning", message, setting), fix: setting.environmentVariable === undefined }];
  },
  fix: ({ site }) => editSetting(site, findInnerError(site), "false", "keeps the inner errors of the Web API from strangers"),
};

function findInnerError(site: Site): SiteSetting | undefined {
  const [setting] = findSettings(site, "Webapi/error/innererror");
  return setting?.value?.trim().toLowerCase() === "true" ? setting : undefined;
}
