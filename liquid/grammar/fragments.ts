/**
 * The pieces of text that the platform's engine, DotLiquid, finds in tags and outputs by pattern (https://github.com/dotliquid/dotliquid).
 * What its patterns do not reach is ignored, not an error; so it is here, with a notice.
 */
const quoted = `"[^"]*"|'[^']*'`;

/** A quoted text, or anything without blanks, commas and bars. */
export const fragment = `(?:${quoted}|(?:[^\\s,|'"]|${quoted})+)`;

/** The value of an output or an assignment: commas are allowed. */
export const valueFragment = `(?:${quoted}|(?:[^\\s|'"]|${quoted})+)`;

/** The left side of a comparison; it ends where an operator begins. */
export const leftFragment = `(?:${quoted}|(?:[^\\s,|'"=<>!]|${quoted})+)`;

/** Where `text` has a lone `character` outside quotes, it is cut; each piece comes with its offset in `text`. */
export function splitOutsideQuotes(text: string, character: "|"): readonly { readonly text: string; readonly offset: number }[] {
  const pieces: { text: string; offset: number }[] = [];
  let begin = 0;
  for (let at = 0; at < text.length; at++) {
    const current = text.charAt(at);
    if (current === '"' || current === "'") {
      const close = text.indexOf(current, at + 1);
      if (close !== -1) at = close;
    } else if (current === character) {
      pieces.push({ text: text.slice(begin, at), offset: begin });
      begin = at + 1;
    }
  }
  pieces.push({ text: text.slice(begin), offset: begin });
  return pieces;
}
