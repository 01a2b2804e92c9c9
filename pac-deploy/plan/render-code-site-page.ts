import { kitVersion, templateNames, textSnippetPrefix } from "../../contract/names.ts";
import { trackingSettings } from "../../contract/template-slots.ts";

/** Who is signed in, which no Liquid tells here: the portal's own object does, once it is on the page. */
const userScript =
  '<script>{const p=window.Microsoft?.Dynamic365?.Portal;if(p)document.querySelector("template[data-portal-kit-tracker]").dataset.user=(/^\\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\}?$/i.exec(p.User?.contactId||"")||["",""])[1].toLowerCase()}</script>';

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? character);

/**
 * The filled tracking template as a page needs it that no Liquid is rendered in: what it would have rendered is written out.
 * @param template as `fillTracking` makes it for the head
 * @param texts of the banner, by key
 */
export function renderCodeSitePage(
  template: string,
  {
    script,
    texts,
    isJourneys,
  }: { readonly script: string; readonly texts: Readonly<Record<string, string>>; readonly isJourneys: boolean },
): string {
  // The pasted script comes in last: nothing in it is ours to read.
  const at = template.indexOf("\n<script>", template.indexOf("data-portal-kit-tracker"));
  const [markup, scripts] = [template.slice(0, at), template.slice(at)];
  const filled = markup
    .replaceAll(/\{% comment %\}[\s\S]*?\{% endcomment %\}\s*/g, "")
    .replaceAll(/\{% assign [^%]*%\}/g, "")
    .replace(/ data-user="\{% substitution %\}[\s\S]*?\{% endsubstitution %\}"/, "")
    .replace(/\{% if [\s\S]*\{% endif %\}/, () => (isJourneys ? ` ${trackingSettings.tracker}="journeys-only"` : ""))
    .replaceAll(/\{\{ snippets\['([^']*)'\] \|[^}]*\| escape \}\}/g, (_, name: string) => {
      const text = texts[name.slice(textSnippetPrefix.length)];
      if (text === undefined) throw new Error(`The kit has no text for ${name}.`);
      return escapeHtml(text);
    });
  const [before, behind, ...more] = filled.split("{{ snippets['Portal Kit/Tracking Script'] }}");
  const plainScripts = scripts.replaceAll(/\{% (?:end)?raw %\}/g, "");
  if (before === undefined || behind === undefined || more.length > 0 || /\{[{%]/.test(before + behind))
    throw new Error("The tracking template holds Liquid that a code site's page cannot have.");
  return [
    `<!-- portal-kit:begin ${templateNames.tracking} ${kitVersion} -->`,
    `${before}${script.trim()}${behind}`.trim(),
    `${userScript}${plainScripts}`.trim(),
    `<!-- portal-kit:end ${templateNames.tracking} -->`,
  ].join("\n");
}
