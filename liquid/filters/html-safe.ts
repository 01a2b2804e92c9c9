import { Parser } from "htmlparser2";
import { encodeHtml } from "../dotnet/html-encode.ts";

const dangerousTags: ReadonlySet<string> = new Set([
  "script",
  "style",
  "iframe",
  "object",
  "embed",
  "applet",
  "form",
  "input",
  "button",
  "base",
  "link",
  "meta",
  "frame",
  "frameset",
  "svg",
  "math",
  "template",
  "noscript",
]);
const voidTags: ReadonlySet<string> = new Set(["area", "br", "col", "hr", "img", "source", "track", "wbr"]);
const addressAttributes: ReadonlySet<string> = new Set([
  "href",
  "src",
  "action",
  "formaction",
  "cite",
  "background",
  "poster",
  "xlink:href",
]);

/**
 * `html_safe_escape`: markup without what could act: scripts, handlers, frames, forms, `javascript:` addresses, styles.
 * Which tags the portal itself takes out is not published. https://learn.microsoft.com/power-pages/configure/liquid/liquid-filters#html_safe_escape
 */
export function stripDangerousHtml(html: string, countStep: () => void = () => undefined): string {
  let output = "";
  let hiddenDepth = 0;
  const parser = new Parser({
    onopentag(name, attributes) {
      countStep();
      if (dangerousTags.has(name)) hiddenDepth++;
      else if (hiddenDepth === 0) output += `<${name}${renderAttributes(attributes)}${voidTags.has(name) ? " />" : ">"}`;
    },
    ontext(text) {
      if (hiddenDepth === 0) output += encodeHtml(text);
    },
    onclosetag(name) {
      if (dangerousTags.has(name)) hiddenDepth = Math.max(0, hiddenDepth - 1);
      else if (hiddenDepth === 0 && !voidTags.has(name)) output += `</${name}>`;
    },
  });
  parser.write(html);
  parser.end();
  return output;
}

function renderAttributes(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .filter(([name, value]) => isHarmless(name, value))
    .map(([name, value]) => ` ${name}="${encodeHtml(value)}"`)
    .join("");
}

function isHarmless(name: string, value: string): boolean {
  if (!/^[a-z][\w:-]*$/i.test(name) || /^on/i.test(name) || name === "style" || name === "srcdoc") return false;
  if (!addressAttributes.has(name)) return true;
  // browsers skip blanks and control characters in a scheme
  const scheme = /^([a-z][a-z\d+.-]*):/i.exec(value.replaceAll(/[^!-~]/g, ""))?.[1]?.toLowerCase();
  return scheme === undefined || ["http", "https", "mailto", "tel"].includes(scheme);
}
