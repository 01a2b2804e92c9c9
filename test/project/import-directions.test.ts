import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, posix, relative, resolve, sep } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");

/** What each folder may import from, besides itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  site: ["contract"],
  liquid: ["contract"],
  access: ["contract", "site"],
  identity: ["contract"],
  "web-templates": ["contract", "identity"],
  "form-scripts": ["contract", "identity"],
  "dataverse-ts-client": [],
  console: ["contract", "dataverse-ts-client"],
  "portal-emulator": ["contract", "site", "liquid", "access"],
  "pac-deploy": ["contract", "site", "liquid", "access"],
};

/** What the parts of the command line that deploy and verify may import from its other folders; a file beside the folders is anybody's. */
const deploying: Readonly<Record<string, readonly string[]>> = {
  pac: ["explain"],
  profiles: ["configuration", "deploy", "pac", "plan"],
  deploy: ["explain", "pac", "plan", "profiles"],
  ci: [],
  verify: ["checks", "configuration", "explain", "journal", "plan", "policy", "site-code"],
};

/** The commands that need a running emulator start it in this one file. */
const exceptions: Readonly<Record<string, readonly string[]>> = {
  "pac-deploy/run-emulator.ts": ["portal-emulator"],
};

/** Folders whose code runs in a browser: nothing of Node, nothing from a registry except the console's client. */
const browserFolders = [
  "contract",
  "identity",
  "web-templates",
  "form-scripts",
  "portal-emulator/insights/browser",
  "portal-emulator/portal/browser",
];

function listSources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return name === "node_modules" ? [] : listSources(path);
    return name.endsWith(".ts") ? [path] : [];
  });
}

function readImports(path: string): string[] {
  const text = readFileSync(path, "utf8");
  return [...text.matchAll(/(?:from\s+|import\s*\(\s*|^import\s+)["']([^"']+)["']/gm)].flatMap(([, specifier]) => specifier ?? []);
}

const toPosix = (path: string): string => path.split(sep).join(posix.sep);

function findViolations(folder: string, permitted: readonly string[]): string[] {
  return listSources(join(root, folder)).flatMap((path) => {
    const file = toPosix(relative(root, path));
    const reachable = new Set([folder, ...permitted, ...(exceptions[file] ?? [])]);
    return readImports(path).flatMap((specifier) => {
      if (!specifier.startsWith("."))
        return specifier === "dataverse-ts-client" && !reachable.has(specifier) ? [`${file} -> ${specifier}`] : [];
      const target = toPosix(relative(root, resolve(path, "..", specifier))).split("/")[0] ?? "";
      return reachable.has(target) ? [] : [`${file} -> ${target}`];
    });
  });
}

/** Imports of a folder of the command line from its other folders. */
function listInnerImports(folder: string): { readonly file: string; readonly target: string }[] {
  return listSources(join(root, "pac-deploy", folder)).flatMap((path) =>
    readImports(path)
      .filter((specifier) => specifier.startsWith("."))
      .map((specifier) => toPosix(relative(join(root, "pac-deploy"), resolve(path, "..", specifier))).split("/"))
      .filter((parts) => parts[0] !== ".." && parts[0] !== folder && parts.length > 1)
      .map(([target = ""]) => ({ file: toPosix(relative(root, path)), target })),
  );
}

const findInnerViolations = (folder: string, permitted: readonly string[]): string[] =>
  listInnerImports(folder)
    .filter(({ target }) => !permitted.includes(target))
    .map(({ file, target }) => `${file} -> ${target}`);

describe("import directions", () => {
  it.each(Object.entries(allowed))("%s imports only what it may", (folder, permitted) => {
    expect(findViolations(folder, permitted)).toEqual([]);
  });

  it.each(browserFolders)("%s imports nothing of Node and no package", (folder) => {
    const bare = listSources(join(root, folder)).flatMap((path) =>
      readImports(path)
        .filter((specifier) => !specifier.startsWith("."))
        .map((specifier) => `${toPosix(relative(root, path))} -> ${specifier}`),
    );
    expect(bare).toEqual([]);
  });

  it.each(Object.entries(deploying))("pac-deploy/%s imports only what it may", (folder, permitted) => {
    expect(findInnerViolations(folder, permitted)).toEqual([]);
  });

  it("is commands alone that imports commands, but for the file that lists them", () => {
    const importing = listInnerImports("").filter(({ file, target }) => target === "commands" && !file.startsWith("pac-deploy/commands/"));
    expect(new Set(importing.map(({ file }) => file))).toEqual(new Set(["pac-deploy/create-program.ts"]));
  });

  it("sees a forbidden import where there is one", () => {
    expect(findViolations("pac-deploy", [])).not.toEqual([]);
    expect(findInnerViolations("deploy", [])).not.toEqual([]);
  });
});
