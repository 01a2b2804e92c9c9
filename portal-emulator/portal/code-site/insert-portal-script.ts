import { Parser } from "htmlparser2";

/**
 * Puts the portal's own script in front of every other one of a root document, so that the build's scripts find its object. Where a portal puts it is not
 * documented.
 * @param script with its element
 */
export function insertPortalScript(html: string, script: string): string {
  let at: number | undefined;
  let first: number | undefined;
  const parser = new Parser({
    onopentag(name) {
      if (name === "head") at ??= parser.endIndex + 1;
      else if (name !== "html") first ??= parser.startIndex;
    },
  });
  parser.end(html);
  const offset = at ?? first ?? html.length;
  return `${html.slice(0, offset)}${script}${html.slice(offset)}`;
}
