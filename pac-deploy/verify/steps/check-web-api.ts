import { contactTable, findContactAccess } from "../../plan/contact-access.ts";
import { readTables, type TableReading } from "../attack/read-tables.ts";
import { settingPlace, type FolderPlace } from "../page/find-places.ts";
import { judged, notRun, verifyFinding, type StepResult, type VerifyFinding } from "../verify-report.ts";
import type { FolderView, VerifyContext } from "../verify-context.ts";

/** Whether the Web API gives anonymous visitors what the folder says, and no less; what it gives beyond is a leak and told there. */
export async function checkWebApi(context: VerifyContext): Promise<StepResult> {
  const { folder } = context;
  if (folder === undefined) return notRun("without --site nobody knows how it is to answer");
  if (folder.access.cannotConclude !== undefined) return notRun(folder.access.cannotConclude);
  const readings = await context.once(readTables);
  const findings = [
    ...readings.flatMap((reading) => compareTable(reading, folder)),
    ...findFormNeeds(folder),
    ...findVerboseErrors(readings, folder),
  ];
  return judged(findings, { good: "answers as the folder says", bad: "does not answer as the folder says" });
}

function compareTable({ target, outcome, answer }: TableReading, folder: FolderView): VerifyFinding[] {
  const { access, stranger } = folder;
  const { table, set } = target;
  const settings = access.webApi(table);
  const enabledAt = settingPlace(folder, `Webapi/${table}/enabled`);
  if (settings.cannotConclude !== undefined) return [];
  if (!settings.enabled) {
    return outcome === "not-served" || outcome === "unclear" || enabledAt === undefined
      ? []
      : [
          verifyFinding("web-api-not-closed", "error", {
            message: `The folder does not serve ${table} through the Web API, and /_api/${set} answers all the same.`,
            remedy: `Deploy Webapi/${table}/enabled with the value false; deleting the setting in the folder deletes nothing out there.`,
            at: enabledAt,
          }),
        ];
  }
  const at: FolderPlace | undefined = enabledAt;
  if (settings.columns === "wildcard" && outcome !== "open")
    return [
      verifyFinding("columns-wildcard", "error", {
        message: `Webapi/${table}/fields is *, which portals no longer take: requests for ${table} fail.`,
        remedy: "List the columns.",
        at: settingPlace(folder, `Webapi/${table}/fields`),
      }),
    ];
  const rows = access.decideRows(table, "read", stranger);
  if (rows.kind === "broken")
    return [
      verifyFinding("permission-broken", "error", {
        message: `Reading ${table} fails for everybody who has this permission: ${rows.message}`,
        remedy: "Give the permission the relationship that its access type needs.",
        at: rows.because[0],
      }),
    ];
  if (outcome === "not-served")
    return [
      verifyFinding("web-api-not-served", "error", {
        message: `The folder serves ${table} through the Web API, and /_api/${set} does not${answer.kind === "refused" && answer.message !== "" ? ` ("${answer.message}")` : ""}.`,
        remedy: "Deploy the settings, see that Webapi/<table>/fields lists columns, and clear the site's cache.",
        at,
      }),
    ];
  const columns = access.allowedColumns(table, "read", stranger);
  const mayRead = rows.kind === "allowed" && columns.kind === "columns" && columns.columns.length > 0;
  if (mayRead && outcome === "denied")
    return [
      verifyFinding("read-refused", "error", {
        message: `Strangers are to read ${table}, and the portal refuses: an upload may have taken the web role off the permission, or anonymous access is blocked for the whole site.`,
        remedy: "Look at the permission's web roles in the studio, and at the governance setting for anonymous access.",
        at: rows.because[0],
      }),
    ];
  return [];
}

/** What the form needs to write, whether or not anybody tries. */
function findFormNeeds({ checked, access, stranger }: FolderView): VerifyFinding[] {
  const { configuration, site } = checked;
  if (configuration === undefined || configuration.capture.path === "none" || site.kind === "code") return [];
  const wanted = findContactAccess(site, configuration);
  if (wanted.who !== "anonymous") return [];
  const place = (name: string): FolderPlace => settingPlace({ checked }, name) ?? { path: site.website.path, line: site.website.line };
  const fail = (message: string, remedy: string, at: FolderPlace | undefined): VerifyFinding =>
    verifyFinding("form-cannot-write", "error", { message: `The contact form cannot work: ${message}.`, remedy, at });
  if (!access.webApi(contactTable).enabled)
    return [fail("Webapi/contact/enabled is not true", "Run `portal-kit apply`, then deploy.", place("Webapi/contact/enabled"))];
  const create = access.decideRows(contactTable, "create", stranger);
  if (create.kind !== "allowed")
    return [
      fail(
        "no permission lets strangers create contacts",
        "Run `portal-kit apply`, then deploy.",
        create.because[0] ?? site.tablePermissions.find(({ table }) => table === contactTable) ?? place("Webapi/contact/enabled"),
      ),
    ];
  const allowed = access.allowedColumns(contactTable, "create", stranger);
  const missing =
    allowed.kind === "columns"
      ? configuration.capture.fields.map(({ column }) => column).filter((one) => !allowed.columns.includes(one))
      : [];
  return missing.length === 0
    ? []
    : [
        fail(
          `the Web API does not take ${missing.join(", ")}`,
          `Add ${missing.join(", ")} to Webapi/contact/fields and to the column permission profile.`,
          place("Webapi/contact/fields"),
        ),
      ];
}

function findVerboseErrors(readings: readonly TableReading[], folder: FolderView): VerifyFinding[] {
  if (!readings.some(({ answer }) => answer.kind === "refused" && answer.tellsInner)) return [];
  return [
    verifyFinding("errors-verbose", "warning", {
      message: "Refusals of the Web API tell strangers what went wrong inside (innererror).",
      remedy: "Set Webapi/error/innererror to false where nobody is looking for a fault.",
      at: settingPlace(folder, "Webapi/error/innererror"),
    }),
  ];
}
