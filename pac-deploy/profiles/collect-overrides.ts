import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { findSecret } from "../../access/find-secret.ts";
import { trackingScriptSnippet } from "../../contract/names.ts";
import { UserError } from "../../contract/user-error.ts";
import type { Site } from "../../site/site.ts";
import { parseTrackingScript } from "../configuration/parse-tracking-script.ts";
import { downloadOther, type DownloadOtherOptions } from "./download-other.ts";
import { findOverride, listDifferences, parseOverride } from "./find-overrides.ts";
import type { Override } from "./set-override.ts";

export interface CollectOverridesOptions extends DownloadOtherOptions {
  readonly set?: readonly string[];
  readonly trackingScript?: string;
  /** An environment to take the values from. */
  readonly from?: string;
}

/** The values that a person asks for, by flag; what is said of one record later counts. */
export async function collectOverrides(site: Site, options: CollectOverridesOptions): Promise<Override[]> {
  // What is wrong with the flags is said before anything is downloaded.
  const said = (options.set ?? []).map((text) => parseOverride(text, site));
  const script = options.trackingScript === undefined ? [] : [await readTrackingScript(options.trackingScript, site)];
  const taken =
    options.from === undefined ? [] : withoutSecrets(listDifferences(site, await downloadOther(site, options.from, options)), options.say);
  return [
    ...new Map(
      [...taken, ...script, ...said].map((override) => [`${override.table}/${override.id}/${override.column}`, override]),
    ).values(),
  ];
}

async function readTrackingScript(file: string, site: Site): Promise<Override> {
  const path = resolve(file);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw new UserError("tracking-script-missing", `--tracking-script: ${file} cannot be read`, {
      exitCode: 2,
      hint: "Save the script as copied from that environment's Customer Insights: Settings, Web tracking, Copy.",
      cause,
    });
  }
  parseTrackingScript(text, file);
  if (!site.snippets.some(({ active, name }) => active && name === trackingScriptSnippet)) {
    throw new UserError(
      "profile-name-unknown",
      `the content snippet "${trackingScriptSnippet}" is not in the site, so there is nothing to override`,
      {
        exitCode: 2,
        hint: "`portal-kit apply` adds it. In a code site the script is part of the application, which no profile changes.",
      },
    );
  }
  return findOverride(trackingScriptSnippet, text, site);
}

/** A profile lies in version control: what is secret there becomes a variable, which a pipeline sets. */
const withoutSecrets = (overrides: readonly Override[], say: (line: string) => void): Override[] =>
  overrides.map((override) => {
    if (findSecret(override.table === "adx_sitesetting" ? override.name : "", override.value) === undefined) return override;
    const variable = variableFor(override.name);
    say(`${override.name} is a secret there: the profile takes it from ${variable}, to be set where the deployment runs.`);
    return { ...override, value: `\${OS.${variable}}` };
  });

/** E.g. `AUTHENTICATION_OPENAUTH_GOOGLE_CLIENTSECRET`. */
const variableFor = (name: string): string =>
  name
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, "_")
    .replace(/^(?=\d|$)/, "_");
