import { findSettings } from "../../../access/find-settings.ts";
import { siteFinding } from "../../plan/desired.ts";
import type { Check } from "../check.ts";

const code = "web-api-inner-error";

export const webApiInnerError: Check = {
  meta: {
    code,
    severity: "warning",
    about: "Errors of the Web API carry the platform's inner error, which tells strangers about tables, columns and plug-ins.",
    advice: "Set `Webapi/error/innererror` to false on a site that is in use.",
    source: "https://learn.microsoft.com/power-pages/configure/web-api-http-requests-handle-errors",
  },
  find: ({ site }) => {
    const [setting] = findSettings(site, "Webapi/error/innererror");
    return setting?.value?.trim().toLowerCase() === "true"
      ? [
          siteFinding(
            code,
            "warning",
            "Webapi/error/innererror is on: every error tells strangers what went wrong inside; set it to false but while you look for a fault",
            setting,
          ),
        ]
      : [];
  },
};
