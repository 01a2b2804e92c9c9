// One declaration file for what a module exports: `tsc` writes one file per source, which a consumer would have to resolve by paths that the package does not have.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const options = ["--declaration", "--emitDeclarationOnly", "--allowImportingTsExtensions", "--strict", "--ignoreConfig", "--skipLibCheck"];
const platform = ["--target", "es2022", "--lib", "es2022,dom,dom.iterable", "--module", "esnext", "--moduleResolution", "bundler"];

/** Declarations of an entry file and of all it needs, in one text. Types are checked elsewhere: what `tsc` could write counts. */
export function bundleDeclarations(entry) {
  const folder = mkdtempSync(join(tmpdir(), "portal-kit-types-"));
  try {
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const args = [tsc, join(root, entry), ...options, ...platform, "--rootDir", root, "--outDir", folder];
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    const written = (source) => join(folder, source.replace(/\.ts$/, ".d.ts"));
    if (!existsSync(written(entry))) throw new Error(`no declarations for ${entry}: ${stdout}${stderr}`);
    return mergeDeclarations(entry, (source) => readFileSync(written(source), "utf8"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Exported only for its test. @param read text of the declarations of a source file */
export function mergeDeclarations(entry, read) {
  const statements = new Map();
  const globals = [];
  const exported = new Set();
  const seen = new Set();
  const visit = (source, isEntry) => {
    if (seen.has(source)) return;
    seen.add(source);
    for (const statement of split(read(source))) {
      const specifier = /\bfrom ["'](\.[^"']+)["'];$|^import ["'](\.[^"']+)["'];$/.exec(statement);
      const code = statement.replace(/^\/\*\*[\s\S]*?\*\/\n/, "");
      if (isEntry && code.startsWith("export")) for (const name of namesOf(code)) exported.add(name);
      if (specifier) visit(relative(root, resolve(root, dirname(source), specifier[1] ?? specifier[2])).replaceAll("\\", "/"), false);
      else if (code.startsWith("declare global")) globals.push(statement);
      else if (!/^export \{\s*\};$/.test(code)) {
        const [name] = namesOf(code);
        if (name === undefined) throw new Error(`${source}: not understood: ${code}`);
        if (statements.has(name)) throw new Error(`${source}: ${name} is declared twice`);
        statements.set(name, statement);
      }
    }
  };
  visit(entry, true);
  const needed = new Set();
  const need = (text) => {
    for (const [word] of text.replaceAll(/\/\*[\s\S]*?\*\/|"[^"\n]*"/g, "").matchAll(/[A-Za-z_$][\w$]*/g)) {
      if (needed.has(word) || !statements.has(word)) continue;
      needed.add(word);
      need(statements.get(word));
    }
  };
  for (const name of exported) need(name);
  for (const text of globals) need(text);
  const rendered = [...statements].flatMap(([name, text]) => {
    if (!needed.has(name)) return [];
    const bare = text.replace(/^((?:\/\*\*[\s\S]*?\*\/\n)?)export /, "$1");
    return [exported.has(name) ? bare.replace(/^((?:\/\*\*[\s\S]*?\*\/\n)?)/, "$1export ") : bare];
  });
  const merged = [...rendered, ...globals, "export {};", ""].join("\n");
  if (/\bimport\(/.test(merged)) throw new Error(`${entry}: a type of another file has no name here; import it by name`);
  return merged;
}

/** Statements with the comment above them; `tsc` begins each at the start of a line and indents what belongs to it. */
function split(text) {
  const statements = [];
  let current = "";
  for (const line of text.split("\n")) {
    current += current === "" ? line : `\n${line}`;
    if (/^\S.*;$|^\}$/.test(line)) {
      statements.push(current);
      current = "";
    }
  }
  if (current.trim() !== "") throw new Error(`declarations end in the middle: ${current}`);
  return statements;
}

function namesOf(code) {
  const list = /^export (?:type )?\{([\s\S]*)\}/.exec(code);
  if (list) return list[1].split(",").flatMap((part) => /(\w+)\s*$/.exec(part.trim())?.[1] ?? []);
  const single = /^(?:export )?(?:declare )?(?:abstract )?(?:interface|type|const|let|function|class) (\w+)/.exec(code);
  return single ? [single[1]] : [];
}
