/**
 * Kinds of pages that people paste a block into, and the consent sources that there is a file for: the first goes without a name. `isLiquid`: the portal renders it; `isHeld`: Google Tag
 * Manager takes scripts of 2009 only (observed, third party), so that ours lies in a template, as text, until a small one of that kind starts it.
 */
export const pasteKinds = {
  "portal-header": { isLiquid: true, sources: ["banner", "google"] },
  "google-tag-manager": { isHeld: true, sources: ["google", "banner"] },
  "wordpress-header": { sources: ["banner", "google"] },
  "any-page-head": { sources: ["banner", "google"] },
};

const choices = {
  mode: ["data-consent-mode", "opt-in: nothing is loaded before the visitor agrees; opt-out: until the visitor refuses"],
  gpc: [
    "data-respect-gpc",
    "true: Global Privacy Control counts as a refusal until the visitor answers otherwise; false: it does not count",
  ],
  version: ["data-consent-version", "letters, digits and hyphens; another version of the banner's question asks everybody anew"],
  purposes: ["data-consent-purposes", "consent types of Google's Consent Mode, separated by blanks; every one has to be granted"],
  user: [
    "data-user",
    "only where the page knows it, and is cached for nobody else: the contact's id, a GUID in lower case without braces; empty when nobody is signed in",
  ],
  texts: [
    "the banner's texts",
    "content snippets Portal Kit/banner.title, .text, .accept, .reject and .settings, one per language, or else the words in the block",
  ],
  words: ["the banner's texts", "the words in the block"],
};

const values = {
  banner: { "data-consent-mode": "opt-in", "data-consent-source": "banner", "data-consent-version": "1", "data-respect-gpc": "true" },
  google: {
    "data-consent-mode": "opt-in",
    "data-consent-source": "google",
    "data-consent-purposes": "analytics_storage",
    "data-respect-gpc": "true",
  },
};

/** The paste-ready files for one consent source: name → text. `read` gives the kit's source files, `inlineScript` puts a script where it stands. */
export function fillPaste(source, { script, version, read, inlineScript }) {
  const files = new Map();
  for (const [kind, { sources, ...ways }] of Object.entries(pasteKinds)) {
    const place = sources.indexOf(source);
    if (place < 0) continue;
    const text = fill(read(`snippets/paste/${kind}.html`), {
      VERSION: version,
      CHOICES: renderChoices(source, ways),
      BLOCK: fillBlock(source, ways, { script, read, inlineScript }),
    });
    assertPasteable(kind, ways, text);
    files.set(`paste/${kind}${place === 0 ? "" : `.${source}`}.html`, text);
  }
  return files;
}

function fillBlock(source, { isLiquid = false, isHeld = false }, { script, read, inlineScript }) {
  const comment = (text) => (isLiquid ? `{% comment %}${text}{% endcomment %}` : `<!-- ${text} -->`);
  const attributes = Object.entries(values[source]).map(([name, value]) => `  ${name}="${value}"`);
  if (isLiquid) attributes.push('  data-user="{% substitution %}{{ user.id | escape }}{% endsubstitution %}"');
  const banner = read("web-templates/tracking/banner.liquid");
  return fill(read("snippets/paste/block.html").trimEnd(), {
    BANNER: source !== "banner" ? "" : isLiquid ? banner : `<template data-portal-kit-later>\n${fillTexts(banner)}</template>\n`,
    SETTINGS: attributes.join("\n"),
    BELOW: comment("Paste the tracking script below this line"),
    ABOVE: comment("and above this line"),
    START: isHeld
      ? inlineScript(read("snippets/paste/held-script.html").trimEnd(), escape(script), { isLiquid })
      : inlineScript("<script>PORTAL_KIT_SCRIPT</script>", script, { isLiquid }),
  });
}

const renderChoices = (source, { isLiquid = false }) =>
  [
    choices.mode,
    ...(source === "banner" ? [choices.version] : [choices.purposes]),
    choices.gpc,
    ...(isLiquid ? [] : [choices.user]),
    ...(source === "banner" ? [isLiquid ? choices.texts : choices.words] : []),
  ]
    .map(([name, about]) => `   ${name}: ${about}`)
    .join("\n");

/** The banner's words where no portal is to look them up. */
const fillTexts = (banner) => banner.replace(/\{\{ snippets\['[^']*'\] \| default: '([^']*)' \| escape \}\}/g, (_, text) => escape(text));

const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const fill = (text, slots) => text.replace(/PORTAL_KIT_([A-Z]+)/g, (slot, name) => slots[name] ?? slot);

function assertPasteable(kind, { isLiquid }, text) {
  const left = /PORTAL_KIT_[A-Z]+/.exec(text) ?? (isLiquid ? null : /\{\{|\{%|<\?/.exec(text));
  if (left) throw new Error(`${kind}.html holds ${left[0]}, which is filled in or means something to the page it is pasted into`);
}
