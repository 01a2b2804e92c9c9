/** A switch that pac documents: long name, short name, and whether a value follows. */
interface Flag {
  readonly name: string;
  readonly alias: string;
  readonly takesValue: boolean;
  readonly isRequired?: boolean;
}

export interface Verb {
  readonly summary: string;
  readonly flags: readonly Flag[];
}

const value = (name: string, alias: string, isRequired = false): Flag => ({ name, alias, takesValue: true, isRequired });
const toggle = (name: string, alias: string): Flag => ({ name, alias, takesValue: false });
const environment = value("environment", "env");

/** What the fake offers, with the flags of the CLI reference. */
export const verbs: Readonly<Record<string, Verb>> = {
  "auth list": { summary: "List the authentication profiles stored on this computer", flags: [] },
  "auth select": { summary: "Select which authentication profile should be active", flags: [value("index", "i"), value("name", "n")] },
  "auth who": { summary: "Display information about the currently selected authentication profile", flags: [] },
  "pages list": {
    summary: "List all Power Pages websites from the current Dataverse environment.",
    flags: [environment, toggle("verbose", "v")],
  },
  "pages download": {
    summary: "Download Power Pages website content from the current Dataverse environment.",
    flags: [
      value("path", "p", true),
      value("webSiteId", "id", true),
      environment,
      toggle("overwrite", "o"),
      value("modelVersion", "mv"),
      value("includeEntities", "ie"),
      value("excludeEntities", "xe"),
    ],
  },
  "pages upload": {
    summary: "Upload Power Pages website content to current Dataverse environment.",
    flags: [
      value("path", "p", true),
      value("deploymentProfile", "dp"),
      environment,
      toggle("forceUploadAll", "f"),
      value("modelVersion", "mv"),
    ],
  },
  "pages upload-code-site": {
    summary: "Uploads your code to Power Pages.",
    flags: [value("rootPath", "rp", true), value("compiledPath", "cp"), value("siteName", "sn")],
  },
  "pages download-code-site": {
    summary: "Download the code of a Power Pages site.",
    flags: [value("path", "p", true), value("webSiteId", "id", true), environment, toggle("overwrite", "o")],
  },
};

export const environmentFlag = environment;

export type Parsed =
  | { readonly ok: true; readonly values: ReadonlyMap<string, string>; readonly toggles: ReadonlySet<string> }
  | { readonly ok: false; readonly message: string };

export function parseArguments(words: readonly string[], { flags }: Verb): Parsed {
  const values = new Map<string, string>();
  const toggles = new Set<string>();
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    const flag = flags.find(({ name, alias }) => word.toLowerCase() === `--${name}`.toLowerCase() || word === `-${alias}`);
    if (flag === undefined) return { ok: false, message: `Error: An unknown argument ${word} was passed.` };
    const next = words[at + 1];
    if (flag.takesValue) {
      if (next === undefined) return { ok: false, message: `Error: The argument --${flag.name} needs a value.` };
      values.set(flag.name, next);
      at++;
    } else {
      if (next !== undefined && /^(?:true|false)$/i.test(next)) at++;
      if (next?.toLowerCase() !== "false") toggles.add(flag.name);
    }
  }
  const missing = flags.find(({ name, isRequired }) => isRequired === true && !values.has(name));
  return missing === undefined
    ? { ok: true, values, toggles }
    : { ok: false, message: `Error: A required argument --${missing.name} is missing.` };
}

export function renderUsage(verb: string, { flags }: Verb): string {
  const usage = flags.map(({ name, isRequired }) => (isRequired === true ? `--${name}` : `[--${name}]`)).join(" ");
  return [
    `Usage: pac ${verb} ${usage}`.trimEnd(),
    "",
    ...flags.map(({ name, alias }) => `  ${`--${name}`.padEnd(27)} (alias: -${alias})`),
  ].join("\n");
}
