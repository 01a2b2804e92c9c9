import pc from "picocolors";
import { findSecret } from "../../access/find-secret.ts";
import type { Site } from "../../site/site.ts";
import { printable } from "../printable.ts";
import { examineProfile, type ProfileFault } from "./examine-profile.ts";
import { listOverridable } from "./list-overridable.ts";
import { tagOf } from "./profile-paths.ts";
import { findUnsetVariables, listVariables } from "./profile-variables.ts";

/** A profile as a person and a program are shown it: no value that is secret, and none that a variable stands for. */
export interface ProfileDescription {
  readonly tag: string;
  readonly path: string;
  readonly overrides: readonly {
    readonly table: string;
    readonly id: string;
    readonly name: string;
    readonly column: string;
    /** As written; undefined: secret. */
    readonly value: string | undefined;
    readonly line: number;
  }[];
  /** Every variable that it takes something from. */
  readonly variables: readonly string[];
  /** Those of them that are not set here. */
  readonly unset: readonly string[];
  readonly faults: readonly ProfileFault[];
}

/** Each profile, with the names that the site gives to its records. */
export function describeProfiles(
  texts: ReadonlyMap<string, string>,
  site: Pick<Site, "texts">,
  env: NodeJS.ProcessEnv,
): ProfileDescription[] {
  const tables = listOverridable(site);
  return [...texts].flatMap(([path, text]) => {
    const tag = tagOf(path);
    if (tag === undefined) return [];
    const { profile, faults } = examineProfile(path, text);
    const overrides = profile.rows.flatMap((row) =>
      Object.entries(row.values)
        .filter(([column]) => column !== "adx_name")
        .map(([column, value]) => {
          const { table, id } = row;
          const name = tables.get(table)?.records.get(id)?.name ?? row.name ?? id;
          const isSecret = findSecret(table === "adx_sitesetting" && column === "adx_value" ? name : "", value.text) !== undefined;
          return { table, id, name, column, value: isSecret ? undefined : value.text, line: value.line };
        }),
    );
    const variables = [
      ...new Set(profile.rows.flatMap(({ values }) => Object.values(values).flatMap((value) => listVariables(value.text)))),
    ];
    return [{ tag, path, overrides, variables, unset: findUnsetVariables(text, env), faults }];
  });
}

const maxValueChars = 60;

export function renderProfiles(profiles: readonly ProfileDescription[]): string {
  if (profiles.length === 0)
    return "No deployment profile: every environment gets what the folder says.\n`portal-kit profile test --set 'name=value'` writes one.";
  return profiles
    .map(({ tag, path, overrides, unset, faults }) =>
      [
        `${pc.bold(printable(tag))} ${pc.dim(printable(path))}`,
        ...overrides.map(
          ({ name, column, value }) =>
            `  ${printable(name)}${column === "adx_value" ? "" : ` ${printable(column)}`} = ${renderValue(value)}`,
        ),
        ...(overrides.length === 0 && faults.length === 0 ? ["  overrides nothing"] : []),
        ...faults.map(({ line, message }) => `  ${pc.red("error")} line ${line}: ${printable(message)}`),
        ...(unset.length === 0 ? [] : [`  ${pc.yellow("not set here:")} ${unset.join(", ")}`]),
      ].join("\n"),
    )
    .join("\n\n");
}

function renderValue(value: string | undefined): string {
  if (value === undefined) return pc.red("(a secret in clear: not shown)");
  const line = printable(value.replaceAll(/\s+/g, " "));
  return line.length <= maxValueChars ? line : `${line.slice(0, maxValueChars)}… ${pc.dim(`(${value.length} characters)`)}`;
}
