import { platformScripts } from "./platform-scripts.ts";

/** The parts of a page that uses the website header, each already rendered. */
export interface ShellParts {
  readonly language: string;
  readonly rightToLeft: boolean;
  readonly title: string;
  /** `meta` elements of the page's own. */
  readonly meta: string;
  /** Address of the texts that the platform's scripts show. */
  readonly resourceStrings: string;
  readonly stylesheets: readonly string[];
  readonly headFonts: string;
  /** In place of the link to Bootstrap, which the emulator does not bring along: "" leaves it to the site's own style sheet of that name. */
  readonly headBootstrap: string;
  readonly headBottom: string;
  readonly customCss: string;
  /** `window.Microsoft.Dynamic365.Portal` as an inline script's text. */
  readonly portalScript: string;
  readonly header: string;
  readonly content: string;
  readonly footer: string;
  readonly customJavaScript: string;
  readonly trackingCode: string;
  readonly chatWidgetCode: string;
  readonly bodyAttributes: Readonly<Record<string, string>>;
}

/**
 * The page around header, content and footer, in the order observed on live portals (engine source of the 8.x ancestor):
 * head ends with the snippet `Head/Bottom`, the Portal object comes before the header, the anti-forgery element and the
 * platform's scripts (jQuery, `shell`) after it, the snippets `Tracking Code` and `Chat Widget Code` end the body. jQuery UI, Bootstrap and
 * the other libraries of the platform are not emulated.
 */
export function renderShell(parts: ShellParts): string {
  return `<!DOCTYPE html>
<html lang="${escapeHtml(parts.language)}" data-lang="${escapeHtml(parts.language)}"${parts.rightToLeft ? ' dir="rtl"' : ""}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${parts.title}</title>
${parts.meta}<script src="${escapeHtml(parts.resourceStrings)}"></script>
${parts.headFonts}${parts.headBootstrap || linkSheets(parts.stylesheets.filter(isBootstrap))}${linkSheets(parts.stylesheets.filter((href) => !isBootstrap(href)))}
${parts.customCss === "" ? "" : `<style>${parts.customCss}</style>\n`}${parts.headBottom}
</head>
<body${Object.entries(parts.bodyAttributes)
    .map(([name, value]) => ` ${name}="${escapeHtml(value)}"`)
    .join("")}>
<script>${parts.portalScript}</script>
${parts.header}
<div id="antiforgerytoken" data-url="/_layout/tokenhtml"></div>
${platformScripts.map((src) => `<script src="${src}"></script>`).join("\n")}
${parts.content}
${parts.footer}
${parts.customJavaScript === "" ? "" : `<script type="text/javascript">${parts.customJavaScript}</script>\n`}${parts.trackingCode}${parts.chatWidgetCode}
</body>
</html>
`;
}

/** A web file of this name stands where the platform's own Bootstrap would (engine source of the 8.x ancestor). */
const isBootstrap = (href: string): boolean => /(?:^|\/)bootstrap\.min\.css$/i.test(href);

const linkSheets = (hrefs: readonly string[]): string =>
  hrefs.map((href) => `<link rel="stylesheet" href="${escapeHtml(href)}">\n`).join("");

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
