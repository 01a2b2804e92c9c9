import { isSecretSetting } from "./known-settings.ts";
import { findSecretShapes } from "./secret-shapes.ts";

/** What makes the value of a setting a secret beside what is one anywhere: nothing but an address or a connection stands there. */
const secretValues: readonly (readonly [RegExp, string])[] = [
  // https://learn.microsoft.com/azure/logic-apps/logic-apps-securing-a-logic-app#sas
  [/[?&]sig=[\w%-]{20,}/, "an address with a shared access signature, which lets whoever has it call what is behind it"],
  [/[?&]code=[\w%-]{40,}==?(?:&|$)/, "an address with a function key"],
  [/\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}/, "a token"],
  [/\bpassword=[^;\s]{4,}/i, "a connection string with a password"],
];

/** Somebody is to put the value in, or it is put in elsewhere. */
const placeholders: readonly RegExp[] = [
  /^(?:x+|\*+|-+|\.+|0+)$/i,
  /^\*\*|\$\{|#\{|\{\{|<[^>]+>/,
  /(?<![a-z])(?:your|insert|replace|change[ _-]?me|placeholder|dummy|example|sample|todo|redacted)(?![a-z])/i,
  /^(?:none|null|secret|password|test|tbd|n\/a)$/i,
];
const isPlaceholder = (text: string): boolean => placeholders.some((pattern) => pattern.test(text));

/**
 * What is secret about a site setting's value, in words that do not repeat it; undefined: nothing. Names of which people know that they hold secrets count,
 * and values that can be nothing else.
 */
export function findSecret(name: string, value: string | undefined): string | undefined {
  const text = value?.trim() ?? "";
  const [shape] = findSecretShapes(text);
  if (shape !== undefined) return shape.what;
  for (const [pattern, what] of secretValues) {
    const [found] = pattern.exec(text) ?? [];
    if (found !== undefined && !isPlaceholder(found)) return what;
  }
  if (!isSecretSetting(name) || text.length < 6 || /^(?:true|false)$/i.test(text) || isPlaceholder(text)) return undefined;
  return "a secret, going by its name";
}
