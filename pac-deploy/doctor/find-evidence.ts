import { findSettings } from "../../access/find-settings.ts";
import { listWebApiTables } from "../explain/causes/web-api-tables.ts";
import type { ListRecord } from "./list-records.ts";
import type { Examined } from "./examine-site.ts";
import type { ChangeEffect, ChangeEvidence } from "./platform-changes.ts";

const nothing: ChangeEffect = { affects: "no", evidence: [] };
const effectOf = (evidence: readonly ChangeEvidence[], affects: "yes" | "unknown" = "yes"): ChangeEffect =>
  evidence.length === 0 ? nothing : { affects, evidence };

const policyName = "HTTP/Content-Security-Policy";

export function findPolicy({ checked: { site } }: Examined): ChangeEffect {
  const [setting] = findSettings(site, policyName);
  if (setting === undefined) {
    const message = `the folder has no ${policyName}: the site is older, or its policy is not in the folder`;
    return { affects: "unknown", evidence: [{ path: "", line: 0, message }] };
  }
  const { path, line, value, environmentVariable } = setting;
  if (value === undefined && environmentVariable !== undefined) {
    return {
      affects: "unknown",
      evidence: [{ path, line, message: `the policy is the value of the environment variable ${environmentVariable}` }],
    };
  }
  if ((value ?? "").trim() === "")
    return { affects: "no", evidence: [{ path, line, message: "the setting is empty: no policy is enforced" }] };
  return { affects: "yes", evidence: [{ path, line, message: "a policy is enforced" }] };
}

export const findOutbound = ({ checked: { trackers } }: Examined): ChangeEffect =>
  effectOf(
    trackers
      .filter(({ kind }) => kind === "outbound")
      .map(({ path, line, where }) => ({ path, line, message: `${where} holds a script of outbound marketing` })),
  );

/** Which captcha a form has is set where the form is made. */
export const findJourneysForms = ({ checked: { trackers } }: Examined): ChangeEffect =>
  effectOf(
    trackers
      .filter(({ kind }) => kind === "form")
      .map(({ path, line, where }) => ({ path, line, message: `${where} embeds a form of Customer Insights - Journeys` })),
    "unknown",
  );

/** Forms and lists that were open by their check box. */
export function findClosedForms({ checked: { site }, forms, lists }: Examined): ChangeEffect {
  const permitted = new Set(site.tablePermissions.filter(({ active }) => active).map(({ table }) => table));
  const steps = forms.advancedForms.flatMap((form) => form.steps.map((step) => ({ ...step, active: step.active && form.active })));
  const open = [
    ...forms.basicForms.map((form) => ({ ...form, what: "the basic form" })),
    ...steps.map((step) => ({ ...step, what: "the form step" })),
    ...lists.map((list) => ({ ...list, what: "the list" })),
  ].filter(({ active, table, values }) => active && table !== "" && readFlag(values, "entitypermissionsenabled") === false);
  return effectOf(
    open.map(({ path, line, what, name, table }) => ({
      path,
      line,
      message: permitted.has(table)
        ? `${what} "${name}" asked for no permission on ${table}; now the table permissions on ${table} decide who may use it`
        : `${what} "${name}" asked for no permission on ${table}; now nobody may use it, since no active table permission is for ${table}`,
    })),
  );
}

export const findListFeeds = ({ lists }: Examined): ChangeEffect =>
  effectOf(
    lists
      .filter(({ active, values }) => active && readFlag(values, "odata_enabled") === true)
      .map(({ path, line, name, table }) => ({ path, line, message: `the list "${name}" offers ${table} as a feed` })),
  );

export const findWildcards = ({ checked, access }: Examined): ChangeEffect =>
  effectOf(
    listWebApiTables(checked)
      .filter(({ table, isEnabled }) => isEnabled && access.webApi(table).columns === "wildcard")
      .map(({ table, fields }) => ({ path: fields?.path ?? "", line: fields?.line ?? 0, message: `Webapi/${table}/fields is *` })),
  );

/** undefined: not said. */
function readFlag(values: ListRecord["values"], name: string): boolean | undefined {
  const text = values[`adx_${name}`] ?? values[name];
  return typeof text !== "string" || text.trim() === "" ? undefined : text.trim().toLowerCase() === "true";
}
