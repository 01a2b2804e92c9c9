import { findSecret } from "../../access/find-secret.ts";
import type { Site } from "../../site/site.ts";
import { hideSecrets } from "../hide-secrets.ts";
import { examineProfile } from "./examine-profile.ts";
import { listOverridable } from "./list-overridable.ts";

/** A profile as it may be printed: dots where a value is secret, by its shape or by the name of the setting, which the site knows where the row does not say it. */
export function hideProfileSecrets(text: string, site: Pick<Site, "texts">): string {
  const settings = listOverridable(site).get("adx_sitesetting")?.records;
  const hidden = examineProfile("the profile", text).profile.rows.reduce((shown, { table, id, name, values }) => {
    const value = values["adx_value"];
    const called = table === "adx_sitesetting" ? (settings?.get(id)?.name ?? name ?? "") : "";
    if (value === undefined || findSecret(called, value.text) === undefined) return shown;
    return shown.slice(0, value.begin) + shown.slice(value.begin, value.end).replaceAll(/\S/g, "•") + shown.slice(value.end);
  }, text);
  return hideSecrets("", hidden);
}
