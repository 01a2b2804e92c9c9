import type { Notice } from "./notice.ts";

/** What reads like something else than the engine finds in it. */
const oddities: readonly (readonly [pattern: RegExp, describe: (text: string) => string])[] = [
  [
    /^(?:True|TRUE|False|FALSE|Null|NULL|Nil|NIL)$/,
    (text) =>
      `"${text}" is a variable to the portal, and nil: write ${text.toLowerCase()}${/^false$/i.test(text) ? ", or nil where it asks whether something is there" : ""}.`,
  ],
  [/\\['"]/, (text) => `A backslash escapes nothing in Liquid: "${text}" is not found by the portal.`],
  [/^[\w.-]+\(/, (text) => `Round brackets call nothing: of "${text}" the portal reads the names alone: write square ones.`],
];

/** Says so at a value that the portal reads in a way its author may not have meant. */
export function noticeOperand(text: string, offset: number, notice: Notice): void {
  for (const [pattern, describe] of oddities) if (pattern.test(text)) notice({ kind: "unsupported", offset, message: describe(text) });
}
