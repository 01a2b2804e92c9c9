import { UserError } from "../../contract/user-error.ts";
import type { ContentSnippet, Site, SiteSetting } from "../../site/site.ts";
import { hintAtNames } from "../near-names.ts";
import type { Override } from "./set-override.ts";

/** `name=value` as given with `--set`: the name of a site setting or a content snippet, or the id of one. */
export function parseOverride(text: string, site: Pick<Site, "settings" | "snippets" | "languages">): Override {
  const equals = text.indexOf("=");
  if (equals <= 0)
    throw new UserError("set-invalid", `--set ${JSON.stringify(text)} is no name=value, such as "Search/Enabled=false"`, { exitCode: 2 });
  return findOverride(text.slice(0, equals), text.slice(equals + 1), site);
}

/**
 * The one record of that name or id, with the value it is to have.
 * @throws UserError `profile-name-unknown`, `profile-name-ambiguous`, exit code 2
 */
export function findOverride(
  name: string,
  value: string,
  { settings, snippets, languages }: Pick<Site, "settings" | "snippets" | "languages">,
): Override {
  const all = [
    ...settings.map((record) => ({ table: "adx_sitesetting", record, kind: "site setting" })),
    ...snippets.map((record) => ({ table: "adx_contentsnippet", record, kind: describeSnippet(record, languages) })),
  ].filter(({ record }) => record.active);
  const wanted = name.toLowerCase();
  const found = all.filter(({ record }) => record.id === wanted || record.name.toLowerCase() === wanted);
  const [first, second] = found;
  if (first === undefined) {
    throw new UserError("profile-name-unknown", `the site has no setting and no content snippet called "${name}"`, {
      exitCode: 2,
      hint: hintAtNames(
        name,
        all.map(({ record }) => record.name),
        "A profile overrides what is in the folder: add the record there first.",
      ),
    });
  }
  if (second !== undefined) {
    const list = found.map(({ record, kind }) => `${record.id} (${kind})`).join(", ");
    throw new UserError("profile-name-ambiguous", `${found.length} records are called "${name}": ${list}`, {
      exitCode: 2,
      hint: `Say which one by its id: --set "${first.record.id}=…".`,
    });
  }
  return { table: first.table, id: first.record.id, name: first.record.name, column: "adx_value", value };
}

const describeSnippet = ({ languageId }: ContentSnippet, languages: Site["languages"]): string =>
  `content snippet, ${languages.find(({ id }) => id === languageId)?.code ?? "every language"}`;

/** Settings and snippets that are there on both sides and differ, with the value of the other side. */
export function listDifferences(site: Pick<Site, "settings" | "snippets">, other: Pick<Site, "settings" | "snippets">): Override[] {
  const pick = (
    table: string,
    records: readonly (SiteSetting | ContentSnippet)[],
    others: readonly (SiteSetting | ContentSnippet)[],
  ): Override[] => {
    const theirs = new Map(others.filter(({ active }) => active).map((record) => [record.id, record]));
    return records.flatMap((record) => {
      const { value } = theirs.get(record.id) ?? {};
      if (!record.active || value === undefined || value === (record.value ?? "")) return [];
      return [{ table, id: record.id, name: record.name, column: "adx_value", value }];
    });
  };
  return [...pick("adx_sitesetting", site.settings, other.settings), ...pick("adx_contentsnippet", site.snippets, other.snippets)];
}
