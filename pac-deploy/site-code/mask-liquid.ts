/**
 * A script with what Liquid puts into it masked, every other character at its offset: tags and comments are blanks, outputs a name as long as they are, so that what is left
 * parses as often as may be. What `raw` holds stays.
 */
export function maskLiquid(text: string): string {
  let rawDepth = false;
  return text.replaceAll(/\{%-?\s*comment\s*-?%\}[\s\S]*?\{%-?\s*endcomment\s*-?%\}|\{%[\s\S]*?%\}|\{\{[^}]*\}\}/g, (liquid) => {
    if (/^\{%-?\s*endraw\b/.test(liquid)) rawDepth = false;
    else if (rawDepth) return liquid;
    else if (/^\{%-?\s*raw\b/.test(liquid)) rawDepth = true;
    const mask = liquid.startsWith("{{") ? "_" : " ";
    return /[\r\n]/.test(liquid) ? liquid.replaceAll(/[^\r\n]/g, mask) : mask.repeat(liquid.length);
  });
}
