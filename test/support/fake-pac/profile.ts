import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { idKeys, kindOf } from "./kinds.ts";
import { parseProfile } from "./manifest.ts";
import { recordKey } from "./records.ts";
import { fail, type Session } from "./session.ts";
import type { Local } from "./upload.ts";

export interface Overriding {
  readonly folder: string;
  readonly tag: string;
  readonly records: readonly Local[];
}

/** Documented: `deployment-profiles/<tag>.deployment.yml` overrides values on their way, `${OS.NAME}` from the process's variables. */
export function overrideRecords(session: Session, { folder, tag, records }: Overriding): readonly Local[] {
  const path = join(folder, "deployment-profiles", `${tag}.deployment.yml`);
  if (!existsSync(path)) return tag === "default" ? records : fail(session, `Error: The deployment profile ${tag} was not found.`);
  const overrides = new Map<string, Readonly<Record<string, string>>>();
  for (const { table, values } of parseProfile(readFileSync(path, "utf8"))) {
    const id = idKeys(kindOf(table))
      .map((key) => values[key])
      .find((value) => value !== undefined);
    if (id !== undefined) overrides.set(`${table}/${id.toLowerCase()}`, values);
  }
  return records.map((record) => override(record, overrides.get(recordKey(record)), session.variables));
}

function override(record: Local, values: Readonly<Record<string, string>> | undefined, variables: NodeJS.ProcessEnv): Local {
  if (values === undefined) return record;
  const told = Object.entries(values).map(([key, value]): [string, string] => [key, fillVariables(value, variables)]);
  const sides = new Set(Object.keys(kindOf(record.table).sides ?? {}));
  const textKey = (key: string): string => key.replace(/^adx_/, "");
  return {
    ...record,
    values: { ...record.values, ...Object.fromEntries(told.filter(([key]) => !sides.has(textKey(key)))) },
    texts: {
      ...record.texts,
      ...Object.fromEntries(told.filter(([key]) => sides.has(textKey(key))).map(([key, value]) => [textKey(key), `t${value}`])),
    },
  };
}

/** A variable that is not set stays as it is written. Assumed: the documentation does not say. */
const fillVariables = (value: string, variables: NodeJS.ProcessEnv): string =>
  value.replaceAll(/\$\{OS\.(\w+)\}/g, (whole, name: string) => variables[name] ?? whole);
