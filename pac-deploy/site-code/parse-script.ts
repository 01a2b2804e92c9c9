import { parse as parseStrictly, type AnyNode, type Options, type Program } from "acorn";
import { parse as parseLoosely } from "acorn-loose";
import type { SiteScript } from "./list-site-scripts.ts";

export interface ParsedScript {
  readonly program: Program;
  /** Why the script is not JavaScript as it stands, and where in the piece; undefined: it is. */
  readonly error: { readonly message: string; readonly offset: number } | undefined;
}

/** What stands around a script in a page does not matter here: `return` and `await` outside of functions are let through. */
const options: Options = {
  ecmaVersion: "latest",
  allowReturnOutsideFunction: true,
  allowAwaitOutsideFunction: true,
  allowImportExportEverywhere: true,
  allowHashBang: true,
  checkPrivateFields: false,
};

/** A script as a tree, with every node at its offset in the piece; of one that is no JavaScript, what can be made out of it. */
export function parseScript(text: string): ParsedScript {
  try {
    return { program: parseStrictly(text, { ...options, sourceType: "script" }), error: undefined };
  } catch (scriptError) {
    try {
      return { program: parseStrictly(text, { ...options, sourceType: "module" }), error: undefined };
    } catch {
      // Neither; what the first says is told, since few scripts here are modules.
      return { program: parseLoosely(text, options), error: describe(scriptError) };
    }
  }
}

/** Parses each script of a site when it is first asked for, and once: `checked.once(createScriptParser)`. */
export function createScriptParser(): (script: SiteScript) => ParsedScript {
  const parsed = new Map<SiteScript, ParsedScript>();
  return (script) => {
    const known = parsed.get(script) ?? parseScript(script.text);
    parsed.set(script, known);
    return known;
  };
}

function describe(error: unknown): { message: string; offset: number } {
  if (!(error instanceof SyntaxError)) throw error;
  const offset = "pos" in error && typeof error.pos === "number" ? error.pos : 0;
  return { message: error.message.replace(/ \(\d+:\d+\)$/, ""), offset };
}

export const isNode = (value: unknown): value is AnyNode =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string" && "start" in value;

/** The nodes right below a node, in the order of its keys. */
export function childrenOf(node: AnyNode): AnyNode[] {
  const children: AnyNode[] = [];
  eachChild(node, (child) => children.push(child));
  return children;
}

/** As `childrenOf`, with no list made: for walks through whole bundles. */
export function eachChild(node: AnyNode, visit: (child: AnyNode) => void): void {
  const values: readonly unknown[] = Object.values(node);
  for (const value of values) {
    if (typeof value !== "object" || value === null) continue;
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) visit(item);
    } else if (isNode(value)) visit(value);
  }
}

/** The name that a property or a member is called by, where it is written out. */
export function keyName(key: AnyNode, isComputed: boolean): string | undefined {
  if (key.type === "Identifier" || key.type === "PrivateIdentifier") return isComputed ? undefined : key.name;
  return key.type === "Literal" && (typeof key.value === "string" || typeof key.value === "number") ? String(key.value) : undefined;
}
