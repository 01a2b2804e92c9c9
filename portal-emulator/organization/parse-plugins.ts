import { UserError } from "../../contract/user-error.ts";
import { isObject } from "../is-object.ts";
import { pluginMessages, type CustomApi, type PluginStep } from "./plugin.ts";

/** What runs inside the emulated organization beside what Dataverse brings. */
export interface OrganizationCode {
  readonly steps: readonly PluginStep[];
  readonly customApis: readonly CustomApi[];
  /** By schema name; server logic reads them. */
  readonly environmentVariables: Readonly<Record<string, string>>;
}

const exportNames = ["steps", "customApis", "environmentVariables"] as const;

/**
 * Reads what a module exports as code of the organization: any of `steps`, `customApis` and `environmentVariables`.
 * @throws UserError `plugins-invalid`, exit code 2, naming the export and what was expected
 */
export function parsePlugins(exported: Readonly<Record<string, unknown>>, path: string): OrganizationCode {
  const refuse = (what: string): never => {
    throw new UserError("plugins-invalid", `${what}.`, {
      exitCode: 2,
      place: { path },
      hint: "The module exports any of steps, customApis and environmentVariables; docs/emulator.md shows one.",
    });
  };
  const unknown = Object.keys(exported).filter((name) => name !== "default" && !exportNames.some((known) => known === name));
  if (unknown.length > 0) refuse(`The export ${unknown.join(", ")} is none of ${exportNames.join(", ")}`);
  const list = (name: "steps" | "customApis"): readonly Readonly<Record<string, unknown>>[] => {
    const value = exported[name] ?? [];
    if (!Array.isArray(value)) return refuse(`${name} is to be a list`);
    return value.map((one: unknown, index) => (isObject(one) ? one : refuse(`${name}[${index}] is to be an object`)));
  };
  const check = (place: string, one: Readonly<Record<string, unknown>>, rules: readonly Rule[]): void => {
    const broken = rules.find(({ key, holds }) => !holds(one[key]));
    if (broken !== undefined) refuse(`${place}.${broken.key} is to be ${broken.expected}`);
  };
  const steps = list("steps");
  const customApis = list("customApis");
  steps.forEach((one, index) => check(`steps[${index}]`, one, stepRules));
  customApis.forEach((one, index) => check(`customApis[${index}]`, one, apiRules));
  const variables = exported["environmentVariables"] ?? {};
  if (!isObject(variables) || !Object.values(variables).every((value) => typeof value === "string"))
    return refuse("environmentVariables is to be an object with a text for each schema name");
  return {
    // Checked above, key by key.
    steps: steps as unknown as readonly PluginStep[],
    customApis: customApis as unknown as readonly CustomApi[],
    environmentVariables: variables as Readonly<Record<string, string>>,
  };
}

interface Rule {
  readonly key: string;
  readonly expected: string;
  readonly holds: (value: unknown) => boolean;
}

const text = (key: string): Rule => ({ key, expected: "a text", holds: (value) => typeof value === "string" && value !== "" });
const optional = (rule: Rule): Rule => ({ ...rule, holds: (value) => value === undefined || rule.holds(value) });
const oneOf = (key: string, values: readonly unknown[]): Rule => ({
  key,
  expected: `one of ${values.map((value) => JSON.stringify(value)).join(", ")}`,
  holds: (value) => values.includes(value),
});
const run: Rule = { key: "execute", expected: "a function of the context", holds: (value) => typeof value === "function" };

const stepRules: readonly Rule[] = [
  text("name"),
  {
    key: "message",
    expected: `${pluginMessages.join(", ")}, or a custom API's unique name`,
    holds: (value) => typeof value === "string" && value !== "",
  },
  optional(text("table")),
  oneOf("stage", [10, 20, 40]),
  oneOf("mode", ["sync", "async"]),
  optional({ key: "rank", expected: "a number", holds: (value) => typeof value === "number" }),
  optional({ key: "filteringColumns", expected: "a list of logical names", holds: isTextList }),
  run,
];

const apiRules: readonly Rule[] = [
  text("uniqueName"),
  oneOf("isFunction", [true, false]),
  optional(text("boundTable")),
  { key: "parameters", expected: "a list of {uniqueName, type}", holds: isParameterList },
  { key: "responses", expected: "a list of {uniqueName, type}", holds: isParameterList },
  run,
];

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

function isParameterList(value: unknown): boolean {
  return (
    Array.isArray(value) && value.every((one) => isObject(one) && typeof one["uniqueName"] === "string" && typeof one["type"] === "string")
  );
}
