import { Parser } from "htmlparser2";

/** What a page runs, loads to run, or lets a click run or send elsewhere: one line for each. */
export interface ExecutableSurface {
  readonly parts: readonly string[];
  readonly scripts: number;
}

const frames: ReadonlySet<string> = new Set(["iframe", "frame", "object", "embed", "applet", "base", "portal"]);
const addresses: ReadonlySet<string> = new Set([
  "href",
  "src",
  "action",
  "formaction",
  "data",
  "xlink:href",
  "background",
  "poster",
  "srcset",
  "ping",
  "codebase",
]);
const textual: ReadonlySet<string> = new Set(["script", "style"]);

/** @param origin the page's own; forms that are sent there are harmless */
export function findExecutableSurface(html: string, origin: string): ExecutableSurface {
  const parts: string[] = [];
  let scripts = 0;
  let open: { readonly name: string; text: string } | undefined;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name === "script") scripts++;
      if (textual.has(name)) open = { name, text: "" };
      if (frames.has(name)) parts.push(`<${name} ${JSON.stringify(attributes)}>`);
      if (name === "meta" && attributes["http-equiv"] !== undefined) parts.push(`<meta ${JSON.stringify(attributes)}>`);
      if (name === "link" && /stylesheet|import|preload/i.test(attributes["rel"] ?? "")) parts.push(`<link ${attributes["href"] ?? ""}>`);
      if (name === "script" && attributes["src"] !== undefined) parts.push(`<script src=${attributes["src"]}>`);
      for (const [attribute, value] of Object.entries(attributes)) {
        if (/^on/i.test(attribute)) parts.push(`${name} ${attribute}=${value}`);
        if (attribute === "srcdoc" || (attribute === "style" && /url\(|expression/i.test(value)))
          parts.push(`${name} ${attribute}=${value}`);
        if (!addresses.has(attribute)) continue;
        // Browsers skip blanks and control characters in a scheme.
        if (/^(?:javascript|vbscript|data):/i.test(value.replaceAll(/[^!-~]/g, ""))) parts.push(`${name} ${attribute}=${value}`);
        if (/action$/i.test(attribute) && leadsAway(value, origin)) parts.push(`${name} ${attribute}=${value}`);
      }
    },
    ontext(text) {
      if (open !== undefined) open.text += text;
    },
    onclosetag(name) {
      if (open?.name !== name) return;
      parts.push(`${name}: ${open.text}`);
      open = undefined;
    },
  });
  parser.end(html);
  return { parts, scripts };
}

const leadsAway = (value: string, origin: string): boolean => !URL.canParse(value, origin) || new URL(value, origin).origin !== origin;

/** What a page has more than the same page without payload; what the server makes anew for every answer counts as the same. */
export function findNewParts(plain: ExecutableSurface, attacked: ExecutableSurface, isVolatile: RegExp): readonly string[] {
  const known = new Map<string, number>();
  const key = (part: string): string => part.replaceAll(isVolatile, "…");
  for (const part of plain.parts) known.set(key(part), (known.get(key(part)) ?? 0) + 1);
  return attacked.parts.filter((part) => {
    const left = known.get(key(part)) ?? 0;
    known.set(key(part), left - 1);
    return left <= 0;
  });
}
