import type { TextEdit } from "../../site/edit-text.ts";
import type { Directive, Policy } from "./parse-policy.ts";

export interface SourceAddition {
  readonly directive: string;
  readonly source: string;
  /** The directive is new, and begins with what `default-src` allows, which counted until then. */
  readonly isNewDirective: boolean;
}

type Sources = Pick<Directive, "name" | "sources">;

/** The policy as it would be with the additions. */
export function extendPolicy({ directives }: Policy, additions: readonly SourceAddition[]): { directives: readonly Sources[] } {
  const extended = directives.map((directive): Sources => {
    const added = additions.filter((addition) => addition.directive === directive.name).map(({ source }) => source);
    return added.length === 0 ? directive : { name: directive.name, sources: [...directive.sources, ...added] };
  });
  return { directives: [...extended, ...newDirectives(directives, additions)] };
}

/** Directives that take over from `default-src`, with what it allows. */
function newDirectives(directives: readonly Sources[], additions: readonly SourceAddition[]): Sources[] {
  const names = [...new Set(additions.filter((addition) => addition.isNewDirective).map(({ directive }) => directive))];
  const inherited = directives.find(({ name }) => name === "default-src")?.sources ?? [];
  return names.map((name) => ({
    name,
    sources: [
      ...inherited.filter((source) => isInherited(name, source)),
      ...additions.filter(({ directive }) => directive === name).map(({ source }) => source),
    ],
  }));
}

/** `'none'` means nothing beside another source, and words about scripts mean nothing outside of them. */
const isInherited = (directive: string, source: string): boolean =>
  directive === "connect-src" || directive === "img-src" ? !source.startsWith("'") || /^'self'$/i.test(source) : !/^'none'$/i.test(source);

/** One edit for each directive that grows, and one at the policy's end for those that are new; every other character stays. */
export function editsOf(text: string, policy: Policy, additions: readonly SourceAddition[]): TextEdit[] {
  const edits = policy.directives.flatMap((directive): TextEdit[] => {
    const added = additions.filter((one) => !one.isNewDirective && one.directive === directive.name).map(({ source }) => source);
    if (added.length === 0) return [];
    const [only, ...more] = directive.sources;
    // Alone it has to go.
    if (only !== undefined && more.length === 0 && /^'none'$/i.test(only))
      return [{ offset: directive.end - only.length, expected: only, insert: added.join(" ") }];
    return [{ offset: directive.end, expected: "", insert: ` ${added.join(" ")}` }];
  });
  const fresh = newDirectives(policy.directives, additions).map(({ name, sources }) => [name, ...sources].join(" "));
  if (fresh.length === 0) return edits;
  const isClosed = /;[\t\n\f\r ]*$/.test(text.slice(0, policy.end));
  const offset = text.slice(0, policy.end).replace(/[\t\n\f\r ]+$/, "").length;
  return [...edits, { offset, expected: "", insert: `${isClosed ? " " : "; "}${fresh.join("; ")}${isClosed ? ";" : ""}` }];
}
