import type { LiquidProblem } from "../../../liquid/create-liquid.ts";
import { createPlaceFinder } from "../../../contract/place.ts";
import type { Check, CheckMeta } from "../check.ts";
import { describeProblems, type ProblemWords } from "./describe-problems.ts";
import { listOutputs } from "./list-outputs.ts";
import type { LiquidText } from "./read-site-liquid.ts";
import { softenUnused } from "./soften-unused.ts";

const meta: CheckMeta = {
  code: "liquid-ignored",
  severity: "warning",
  about: "Something that reads like Liquid and is not, so the portal ignores it or takes it for something else, without an error.",
  source: "https://learn.microsoft.com/power-pages/configure/liquid/liquid-operators",
};

/** Tags that people write between the braces of an output. */
const writtenTags: ReadonlySet<string> = new Set(
  "assign if elsif else endif unless for endfor include case when capture editable fetchxml".split(" "),
);

/** What each notice of the parser means to a site's owner; the first that fits. */
const kinds: readonly (readonly [pattern: RegExp, describe: (message: string, name: string) => ProblemWords | undefined])[] = [
  // Told by liquid-condition, where it makes a difference.
  [/^Parentheses in a condition|^"and" and "or" bind alike/, () => undefined],
  // The engine's pattern for a name lets such characters through; nobody has published what a portal makes of them.
  [
    /^The portal may read ".*" as one name/,
    (says) => ({
      severity: "cannot-conclude",
      isOncePerSite: true,
      cause: "blanks",
      says: says.replace(
        /^The portal may read "(.*)" as one name: write blanks around (\S+)\.$/,
        '"$1" may be one name to the portal, and the condition then asks what that name holds: write blanks around $2, here and elsewhere, to be sure.',
      ),
    }),
  ],
  [/^A backslash/, (says) => ({ severity: "warning", cause: "backslash", says: says.replace(/\.$/, "; write the quotes without it.") })],
  [
    /spans lines/,
    (says) => ({ severity: "cannot-conclude", cause: "lines", says: `${says.replace(/\.$/, "")}; write it in one line to be sure.` }),
  ],
  [/ends a tag that has no end/, (says) => ({ severity: "cannot-conclude", says: `${says.replace(/\.$/, "")}; leave it out.` })],
  [
    /after a value is ignored by the portal\.$/,
    (says, name) => {
      const tag = writtenTags.has(name) ? name : undefined;
      if (tag !== undefined)
        return {
          severity: "warning",
          says: `"{{ ${tag} …" is an output and no tag, so the portal does nothing with it. Write {% ${tag} … %}.`,
        };
      return {
        severity: "warning",
        says: `${says} A value holds no operators: write the comparison into {% if %}, or the tag between {% and %}.`,
      };
    },
  ],
  [/^"&(?:lt|gt);?=?[\s\S]*in a condition is ignored/, (says) => describeEncodedOperator(says)],
  [
    /^"(?:&&|\|\|)[\s\S]*in a condition is ignored/,
    (says) => {
      const isAnd = says.startsWith('"&&');
      return {
        severity: "warning",
        cause: isAnd ? "&&" : "||",
        says: `${says} Liquid joins two comparisons by the word ${isAnd ? "and" : "or"}.`,
      };
    },
  ],
  // Whether something is there is asked, and encoding makes no difference to that.
  [
    /^"\|\s*(?:xml_escape|escape|h|url_escape|html_safe_escape)" in a condition is ignored/,
    () => ({
      severity: "info",
      isOncePerSite: true,
      says: "A filter in a condition is ignored by the portal; this one only encodes, so leave it out here and elsewhere.",
    }),
  ],
  [
    /^"\|.*in a condition is ignored/,
    (says) => ({ severity: "warning", says: `${says} Assign the filtered value to a variable first, and compare that.` }),
  ],
  [
    /in a condition is ignored/,
    (says) => ({
      severity: "warning",
      says: says.includes("negates nothing") ? says : `${says} Write one comparison, and join several by and or or.`,
    }),
  ],
  [/has no effect here/, () => undefined],
];

export const liquidIgnored: Check = {
  meta,
  find: (checked) => softenUnused(checked, describeProblems(meta, checked, describe)),
};

/** In a comment of HTML, where nobody sees which branch is taken. */
function isInComment({ line, column }: LiquidProblem, { source, references }: LiquidText): boolean {
  if (references === undefined || !source.text.includes("<!--")) return false;
  const findPlace = createPlaceFinder();
  const isBefore = (offset: number): boolean => {
    const place = findPlace(source.text, offset);
    return place.line < line || (place.line === line && place.column <= column);
  };
  const { tags } = listOutputs(source.text, references.pieces, { kind: "text" });
  return tags.findLast(({ offset }) => isBefore(offset))?.state.kind === "comment";
}

/** An editor encoded what its author wrote; all of a file have that one cause. */
function describeEncodedOperator(says: string): ProblemWords {
  const [, encoded = ""] = /^"(&(?:lt|gt);?=?)/.exec(says) ?? [];
  const meant = `${encoded.startsWith("&lt") ? "<" : ">"}${encoded.endsWith("=") ? "=" : ""}`;
  return {
    severity: "warning",
    cause: "encoded operator",
    says: `${encoded} is no operator to the portal, which ignores it and what follows: write ${meant} itself in the source of the text.`,
  };
}

function describe(problem: LiquidProblem, text: LiquidText): ProblemWords | undefined {
  const { kind, message, name = "" } = problem;
  if (kind !== "unsupported" || (/in a condition is ignored/.test(message) && isInComment(problem, text))) return undefined;
  const words = kinds.find(([pattern]) => pattern.test(message));
  return words === undefined ? { severity: "warning", says: message } : words[1](message, name);
}
