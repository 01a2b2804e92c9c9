import { closeContactAccess } from "./closed-access.ts";
import { siteFinding, type Need } from "./desired.ts";
import { findNarrowed } from "./find-access-findings.ts";
import type { RecordWriter } from "./kit-records.ts";
import { accessName, needAccess } from "./need-access.ts";
import { closeWebApiSettings } from "./need-web-api-settings.ts";
import type { Opening } from "./plan.ts";

/** Without a path: the records of an earlier one stay, and say no in every value, so that an upload closes what they had opened. */
export function needClosedAccess(writer: RecordWriter, closed: readonly Opening[]): Need {
  if (closed.length === 0) return { desired: [], opens: [], findings: [] };
  const access = closeContactAccess(writer.site, closed);
  const settings = closeWebApiSettings(writer);
  return {
    desired: [...settings.desired, ...needAccess(writer, access, closed)],
    opens: [],
    findings: [
      ...settings.findings,
      siteFinding(
        "closed-by-values",
        "info",
        `the table permission and the column permission profile "${accessName}" and the kit's Webapi/contact settings stay, with values that close: an upload deletes nothing. Once they are uploaded, portal-kit remove and apply take them out of the folder, and you can delete them in the environment`,
      ),
      ...findNarrowed(writer.site, access),
    ],
  };
}
