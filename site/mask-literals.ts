const comment = /\/\/[^\r\n]*|\/\*[\s\S]*?(?:\*\/|$)/y;
const quotedText = /'(?:\\[\s\S]|[^'\\\r\n])*'?|"(?:\\[\s\S]|[^"\\\r\n])*"?/y;
/** Up to the template's end or its next `${`. */
const templateText = /(?:\\[\s\S]|\$(?!\{)|[^\\`$])*/y;
const regularExpression = /\/(?:\\.|\[(?:\\.|[^\]\\\r\n])*\]|[^/\\[\r\n])+\/[a-z]*/y;
/** After a name, a number, a literal or a closing bracket `/` divides, except after these words. */
const beforeDivision = /[\w$)\]}'"`/]$/;
const beforeExpression = /(?:^|[^\w$.])(?:return|typeof|case|in|of|do|else|void|throw|new|await|yield)$/;

/**
 * A script with blanks in place of its comments and of what its texts and regular expressions hold; what stays keeps its offset and its line.
 * A regular expression is told from a division by what stands before it, which is enough for scripts that parse.
 */
export const maskLiterals = (script: string): string => mask(script, false);

/** The same, but for its comments alone. */
export const maskComments = (script: string): string => mask(script, true);

/** As far back as a division is looked for. */
const tailChars = 200;

function mask(script: string, keepsTexts: boolean): string {
  /** What is done, but for its last part: looking at the end of one long text would copy it each time. */
  const done: string[] = [];
  let tail = "";
  let at = 0;
  /** Braces open inside each `${` that is open; the innermost is the last. */
  const holes: number[] = [];
  const keep = (text: string): void => {
    tail += text;
    at += text.length;
    if (tail.length < 20 * tailChars) return;
    done.push(tail.slice(0, -tailChars));
    tail = tail.slice(-tailChars);
  };
  const skip = (pattern: RegExp, isDelimited = false, isKept = keepsTexts): void => {
    pattern.lastIndex = at;
    const found = pattern.exec(script)?.[0] ?? "";
    if (found === "" || isKept) {
      keep(found);
      return;
    }
    const blanks = found.replaceAll(/[^\r\n]/g, " ");
    keep(isDelimited ? found.slice(0, 1) + blanks.slice(1, -1) + (found.length > 1 ? found.slice(-1) : "") : blanks);
  };
  const canDivide = (): boolean => {
    const before = tail.slice(-tailChars).trimEnd();
    return beforeDivision.test(before) && !beforeExpression.test(before);
  };
  const skipTemplate = (): void => {
    skip(templateText);
    if (script.startsWith("${", at)) {
      keep("${");
      holes.push(0);
    } else {
      keep(script.slice(at, at + 1));
    }
  };
  while (at < script.length) {
    const before = at;
    skip(comment, false, false);
    if (at === before) skip(quotedText, true);
    const character = script[before] ?? "";
    if (at === before && character === "/" && !canDivide()) skip(regularExpression, true);
    if (at > before) continue;
    keep(character);
    const open = holes.at(-1);
    if (character === "`") skipTemplate();
    else if (character === "{" && open !== undefined) holes[holes.length - 1] = open + 1;
    else if (character === "}" && open !== undefined) {
      if (open > 0) holes[holes.length - 1] = open - 1;
      else {
        holes.pop();
        skipTemplate();
      }
    }
  }
  return done.join("") + tail;
}
