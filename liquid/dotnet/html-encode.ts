const named: Readonly<Record<string, string>> = { "<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;", "'": "&#39;" };

/**
 * .NET's HtmlEncode: the five markup characters, U+00A0 to U+00FF and everything outside the basic plane as numbers, the rest as it is.
 * https://learn.microsoft.com/dotnet/api/system.web.httputility.htmlencode
 */
export function encodeHtml(text: string): string {
  return text.replaceAll(
    /[<>&"'\u00A0-\u00FF]|[\uD800-\uDBFF][\uDC00-\uDFFF]/g,
    (character) => named[character] ?? `&#${character.codePointAt(0)};`,
  );
}

const xmlNamed: Readonly<Record<string, string>> = { ...named, "'": "&apos;" };

/** Only the five characters that mean something in XML. https://learn.microsoft.com/dotnet/api/system.security.securityelement.escape */
export function encodeXml(text: string): string {
  return text.replaceAll(/[<>&"']/g, (character) => xmlNamed[character] ?? character);
}

/** .NET's UrlEncode: blank to `+`, lower-case hex, `-_.!*()` left alone. https://learn.microsoft.com/dotnet/api/system.web.httputility.urlencode */
export function encodeUrl(text: string): string {
  return encodeURIComponent(text.replaceAll(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "\uFFFD"))
    .replaceAll(/%[\dA-F]{2}/g, (hex) => (hex === "%20" ? "+" : hex.toLowerCase()))
    .replaceAll("'", "%27")
    .replaceAll("~", "%7e");
}

export function decodeUrl(text: string): string {
  const spaced = text.replaceAll("+", " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    // a lone percent sign: .NET leaves it as it is
    return spaced;
  }
}
