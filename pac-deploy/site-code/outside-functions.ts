import type { Program } from "acorn";
import type { SiteScript } from "./list-site-scripts.ts";
import { find, readScopes, type FunctionNode, type Scope, type ScriptCall, type ScriptScopes } from "./script-scopes.ts";

type Read = (script: SiteScript) => { readonly scopes: ScriptScopes };

/** A function for all scripts of a page, and the script that declares it. */
interface OutsideFunction {
  readonly name: string;
  readonly node: FunctionNode;
  readonly scopes: ScriptScopes;
}

/**
 * The functions that these calls mean where the script itself has none of the name: sites keep a wrapper in a template of its own, which pages include. One that several
 * scripts declare is none that is known.
 */
export function findOutsideFunctions(
  calls: readonly ScriptCall[],
  { script, scripts, read }: { readonly script: SiteScript; readonly scripts: readonly SiteScript[]; readonly read: Read },
): OutsideFunction[] {
  const names = new Set(
    calls.flatMap(({ node: { callee }, scope }) =>
      callee.type === "Identifier" && find(scope, callee.name) === undefined ? [callee.name] : [],
    ),
  );
  return [...names].flatMap((name): OutsideFunction[] => {
    const declaration = new RegExp(String.raw`\bfunction\s+${escape(name)}\b|\b${escape(name)}\s*=`);
    const declaring = scripts.flatMap((other): OutsideFunction[] => {
      if (other === script || isOfItself(other) || !declaration.test(other.text)) return [];
      const { scopes } = read(other);
      const [value, ...more] = scopes.root.bindings.get(name)?.values ?? [];
      if (value === undefined) return [];
      // One that is not a function counts as well: it is another thing of the same name.
      return [value, ...more].flatMap(({ node }) =>
        node.type === "FunctionDeclaration" || node.type === "FunctionExpression" || node.type === "ArrowFunctionExpression"
          ? [{ name, node, scopes }]
          : [],
      );
    });
    return declaring.length === 1 ? declaring : [];
  });
}

/** A web file of HTML is a page of its own, and server logic runs elsewhere. */
const isOfItself = ({ source: { role, language } }: SiteScript): boolean =>
  role === "server-logic" || (role === "web-file" && language === "html");

const escape = (name: string): string => name.replaceAll("$", String.raw`\$`);

/** Names and calls of a script, as if it began with the scripts that declare those functions. */
export function readScopesWithin(program: Program, outside: readonly OutsideFunction[]): ScriptScopes {
  const parent: Scope = { parent: undefined, bindings: new Map(), of: undefined };
  for (const { name, node, scopes } of outside)
    parent.bindings.set(name, {
      name,
      values: [{ kind: "set", node, scope: scopes.root }],
      memberWrites: [],
      parameter: undefined,
      isOpen: false,
    });
  const own = readScopes(program, parent);
  const all = [own, ...new Set(outside.map(({ scopes }) => scopes))];
  return {
    ...own,
    calls: all.flatMap(({ calls }) => calls),
    callsByName: mergeLists(all.map(({ callsByName }) => callsByName)),
    functionsByName: mergeLists(all.map(({ functionsByName }) => functionsByName)),
    namesOf: new Map(all.flatMap(({ namesOf }) => [...namesOf])),
    returns: new Map(all.flatMap(({ returns }) => [...returns])),
    scopeOf: new Map(all.flatMap(({ scopeOf }) => [...scopeOf])),
  };
}

function mergeLists<Item>(maps: readonly ReadonlyMap<string, readonly Item[]>[]): Map<string, readonly Item[]> {
  const merged = new Map<string, readonly Item[]>();
  for (const map of maps) for (const [name, items] of map) merged.set(name, [...(merged.get(name) ?? []), ...items]);
  return merged;
}
