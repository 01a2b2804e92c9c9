import { UserError } from "../../contract/user-error.ts";
import { examineProfile } from "./examine-profile.ts";

/** `${OS.NAME}`, the one form that is documented. */
const variablePattern = /\$\{OS\.([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** Names of the variables of the process that a value takes something from. */
export const listVariables = (value: string): string[] => [...value.matchAll(variablePattern)].map(([, name = ""]) => name);

/** The value as it reaches the environment; of a variable that is not set the text stays. */
export const substitute = (value: string, env: NodeJS.ProcessEnv): string =>
  value.replaceAll(variablePattern, (text: string, name: string) => env[name] ?? text);

/** What was meant to be a variable and is none; undefined: nothing. */
export function findMalformedVariable(value: string): string | undefined {
  const rest = value.replaceAll(variablePattern, "");
  const [meant] = /\$\{[ \t]*OS\b[^}\n]*\}?|\$OS[.:]\w*|(?<!\$)\{OS\.\w*\}/i.exec(rest) ?? [];
  if (meant !== undefined) return meant;
  return /^(?:\$\{(?:env[.:])?[A-Za-z_]\w*\}|%[A-Za-z_]\w*%|\$env:[A-Za-z_]\w*)$/i.exec(value.trim())?.[0];
}

/** A secret that a pipeline does not have arrives as an empty text from GitHub Actions, and as `$(NAME)` from Azure Pipelines: neither is a value. */
const isSet = (name: string, value: string | undefined): boolean => value !== undefined && value !== "" && value !== `$(${name})`;

/** Names that a profile takes from the environment of the process and that are not set there, each once. */
export function findUnsetVariables(profileText: string, env: NodeJS.ProcessEnv): string[] {
  const { profile } = examineProfile("profile", profileText);
  const names = profile.rows.flatMap(({ values }) => Object.values(values).flatMap(({ text }) => listVariables(text)));
  return [...new Set(names)].filter((name) => !isSet(name, env[name]));
}

/** @throws UserError `profile-variables-unset`, exit code 2, naming every one of them */
export function assertVariablesSet(profileText: string, env: NodeJS.ProcessEnv, path: string): void {
  const unset = findUnsetVariables(profileText, env);
  if (unset.length === 0) return;
  throw new UserError(
    "profile-variables-unset",
    `the profile takes ${unset.join(", ")} from the environment, where ${unset.length === 1 ? "it is" : "they are"} not set`,
    {
      exitCode: 2,
      place: { path },
      hint: `Set ${unset.length === 1 ? "it" : "them"} for this command, in a pipeline from its secrets. Nothing was uploaded.`,
    },
  );
}
