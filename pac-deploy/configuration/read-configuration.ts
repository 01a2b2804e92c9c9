import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Configuration } from "../../contract/configuration.ts";
import { configurationFileName } from "../../contract/names.ts";
import { UserError, type SourcePlace } from "../../contract/user-error.ts";
import { findKey, parseConfiguration } from "./parse-configuration.ts";
import { parseTrackingScript, type TrackingScript } from "./parse-tracking-script.ts";

export interface KitInput {
  readonly configuration: Configuration;
  /** The customer's script; undefined with placement "none". */
  readonly trackingScript: TrackingScript | undefined;
}

/**
 * Reads the configuration and the pasted script it names.
 * @param siteFolder where the configuration lies unless `configurationPath` says otherwise
 * @throws UserError exit code 2 for a missing or wrong configuration or script file
 */
export async function readConfiguration(siteFolder: string, configurationPath?: string): Promise<KitInput> {
  const path = resolve(configurationPath ?? resolve(siteFolder, configurationFileName));
  const text = await readText(path, "configuration-missing", "there is no configuration file here", {
    place: { path },
    hint: `Write one, e.g. {"tracking": {"script": "tracking.html"}, "capture": {"path": "A", "acceptAnonymousContactAccess": true, "page": "get-in-touch"}}, or name it with --config.`,
  });
  const configuration = parseConfiguration(text, path);
  if (configuration.tracking.placement === "none" || configuration.tracking.script === undefined) {
    return { configuration, trackingScript: undefined };
  }
  const scriptPath = resolve(dirname(path), configuration.tracking.script);
  const script = await readText(scriptPath, "tracking-script-missing", `tracking.script names a file that is not there: ${scriptPath}`, {
    place: findKey(text, path, "/tracking/script"),
    hint: "Copy the script from Customer Insights - Data (Settings, Web tracking) into that file.",
  });
  return { configuration, trackingScript: parseTrackingScript(script, scriptPath) };
}

async function readText(
  path: string,
  code: string,
  message: string,
  at: { readonly place: SourcePlace; readonly hint: string },
): Promise<string> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(path));
  } catch (cause) {
    if (cause instanceof TypeError) {
      throw new UserError("not-utf-8", `${path} is not UTF-8 text`, { exitCode: 2, place: { path }, hint: "Save it as UTF-8.", cause });
    }
    throw new UserError(code, message, { exitCode: 2, place: at.place, hint: at.hint, cause });
  }
}
