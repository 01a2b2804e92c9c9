import { isSecretSetting } from "./known-settings.ts";

/** What makes a text a secret, in words that do not repeat it. */
const secretValues: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, "a private key"],
  [/\bAccountKey=[A-Za-z\d+/]{40,}/, "the key of a storage account"],
  [/\bSharedAccessKey=[A-Za-z\d+/]{20,}/, "a shared access key"],
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
  for (const [pattern, what] of secretValues) {
    const [found] = pattern.exec(text) ?? [];
    if (found !== undefined && !isPlaceholder(found)) return what;
  }
  if (!isSecretSetting(name) || text.length < 6 || /^(?:true|false)$/i.test(text) || isPlaceholder(text)) return undefined;
  return "a secret, going by its name";
}
