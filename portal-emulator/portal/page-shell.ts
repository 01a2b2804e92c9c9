import { platformScripts } from "./platform-scripts.ts";

/** The parts of a page that uses the website header, each already rendered. */
export interface ShellParts {
  readonly language: string;
  readonly rightToLeft: boolean;
  readonly title: string;
  readonly stylesheets: readonly string[];
  readonly headFonts: string;
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
  readonly siteName: string;
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
${parts.headFonts}${parts.stylesheets.map((href) => `<link rel="stylesheet" href="${escapeHtml(href)}">`).join("\n")}
${parts.customCss === "" ? "" : `<style>${parts.customCss}</style>\n`}${parts.headBottom}
</head>
<body data-sitename="${escapeHtml(parts.siteName)}">
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

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
