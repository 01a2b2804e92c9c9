import { UserError } from "../contract/user-error.ts";

/** What `powerpages.config.json` says of a code site's build. */
export interface CodeSiteConfig {
  /** Folder of the compiled output, relative to the configuration; undefined: it names none. */
  readonly compiledPath: string | undefined;
  /** The page served at the site's root, relative to `compiledPath`. */
  readonly landingPage: string;
  /** Web files of former builds, which an upload removes. */
  readonly bundleFilePatterns: readonly string[];
}

export const codeSiteConfigName = "powerpages.config.json";

/** Where a site has no configuration, or leaves things out. The patterns are those that the upload is known for. */
export const defaultCodeSiteConfig: CodeSiteConfig = {
  compiledPath: undefined,
  landingPage: "index.html",
  bundleFilePatterns: ["main.*.js", "main.*.css", "vendor.*", "chunk-*", "bundle.*", "index-*"],
};

/**
 * https://learn.microsoft.com/power-pages/configure/create-code-sites
 * @throws UserError `code-site-config`: no JSON, or a value of another type
 */
export function parseCodeSiteConfig(text: string, path: string): CodeSiteConfig {
  const value = parseJson(text, path);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong(path, "expected an object");
  // A JSON object.
  const values = value as Readonly<Record<string, unknown>>;
  const read = (name: string): string | undefined => {
    const found = values[name];
    if (found === undefined) return undefined;
    if (typeof found !== "string" || found.trim() === "") throw wrong(path, `${name} is to be a text`);
    return found.trim();
  };
  const patterns = values["bundleFilePatterns"] ?? defaultCodeSiteConfig.bundleFilePatterns;
  if (!Array.isArray(patterns) || !patterns.every((one): one is string => typeof one === "string"))
    throw wrong(path, "bundleFilePatterns is to be a list of texts");
  return {
    compiledPath: read("compiledPath"),
    landingPage: read("defaultLandingPage") ?? defaultCodeSiteConfig.landingPage,
    bundleFilePatterns: patterns,
  };
}

/** Whether an upload would remove the web file of this name: `*` stands for any text, case does not count. */
export function isOfFormerBuild(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const parts = pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
    return new RegExp(`^${parts.join(".*")}$`, "i").test(name);
  });
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw wrong(path, error instanceof Error ? error.message : String(error), error);
  }
}

const wrong = (path: string, reason: string, cause?: unknown): UserError =>
  new UserError("code-site-config", `${codeSiteConfigName} cannot be read: ${reason}`, {
    exitCode: 1,
    place: { path },
    hint: 'It names the build, e.g. {"siteName": "My site", "compiledPath": "dist", "defaultLandingPage": "index.html"}.',
    ...(cause === undefined ? {} : { cause }),
  });
