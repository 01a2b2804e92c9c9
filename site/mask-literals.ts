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
export function maskLiterals(script: string): string {
  let masked = "";
  /** Braces open inside each `${` that is open; the innermost is the last. */
  const holes: number[] = [];
  const skip = (pattern: RegExp, isDelimited = false): void => {
    pattern.lastIndex = masked.length;
    const found = pattern.exec(script)?.[0] ?? "";
    const blanks = found.replaceAll(/[^\r\n]/g, " ");
    masked += isDelimited && found !== "" ? found.slice(0, 1) + blanks.slice(1, -1) + (found.length > 1 ? found.slice(-1) : "") : blanks;
  };
  const canDivide = (): boolean => {
    const before = masked.slice(-200).trimEnd();
    return beforeDivision.test(before) && !beforeExpression.test(before);
  };
  const keep = (text: string): void => void (masked += text);
  const skipTemplate = (): void => {
    skip(templateText);
    if (script.startsWith("${", masked.length)) {
      keep("${");
      holes.push(0);
    } else {
      keep(script.slice(masked.length, masked.length + 1));
    }
  };
  while (masked.length < script.length) {
    const before = masked.length;
    skip(comment);
    if (masked.length === before) skip(quotedText, true);
    const character = script[before] ?? "";
    if (masked.length === before && character === "/" && !canDivide()) skip(regularExpression, true);
    if (masked.length > before) continue;
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
  return masked;
}
