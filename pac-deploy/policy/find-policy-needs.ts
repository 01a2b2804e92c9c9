import { Parser } from "htmlparser2";
import type { Configuration } from "../../contract/configuration.ts";
import type { TrackingScript } from "../configuration/parse-tracking-script.ts";
import type { KitFiles } from "../kit-files.ts";
import { fillForm } from "../plan/fill-form.ts";
import { fillTracking } from "../plan/fill-tracking.ts";
import type { PolicyNeed } from "./solve-policy.ts";

/** Stands for the site's own origin, which a site folder does not tell. */
export const siteOrigin = new URL("https://portal.invalid");

export interface PolicyNeedsInput {
  readonly configuration: Configuration;
  readonly kit: KitFiles;
  readonly script: TrackingScript;
}

/**
 * What the pages must be allowed to do for the whole journey: consent, tracker, form. Inline scripts first: with their nonce go pasted scripts that
 * would need their host otherwise. Images: Customer Insights documents none.
 */
export function findPolicyNeeds({ configuration, kit, script }: PolicyNeedsInput): PolicyNeed[] {
  const { capture } = configuration;
  const form = capture.path === "none" ? undefined : fillForm(kit, configuration);
  return [
    {
      request: { kind: "inline-script", hasNonce: true },
      what: "the kit's inline script, which runs the pasted one",
      knownFrom: "the template Portal Kit Tracking",
    },
    ...findScriptNeeds(script),
    ...findEndpointNeed(script),
    ...findStyleNeeds(fillTracking(kit, configuration), "the consent banner"),
    ...(form === undefined ? [] : [...findStyleNeeds(form, "the contact form"), writeNeed]),
    ...(form === undefined || capture.page === undefined ? [] : findStyleNeeds(kit.capturePage, "the form's page")),
  ];
}

/** The library, whose script element the pasted loader makes without the page's nonce; a pasted `<script src>` is given it. */
function findScriptNeeds(script: TrackingScript): PolicyNeed[] {
  const elements = findElements(script.text, "script").flatMap(({ src }) =>
    // What is no address is not loaded.
    src !== undefined && URL.canParse(src.trim(), siteOrigin.href) ? [new URL(src.trim(), siteOrigin)] : [],
  );
  const library = new URL(script.src);
  const isMadeByLoader = elements.every(({ href }) => href !== library.href);
  return [
    ...elements.map((url): PolicyNeed => ({
      request: { kind: "script", url, hasNonce: true, isParserInserted: false },
      what: "a script that the pasted text loads",
      knownFrom: "a <script src> of the pasted text",
    })),
    ...(isMadeByLoader
      ? [
          {
            request: { kind: "script" as const, url: library, hasNonce: false, isParserInserted: false },
            what: "the tracking library",
            knownFrom: "src of the pasted script",
          },
        ]
      : []),
  ];
}

function findEndpointNeed({ endpointUrl }: TrackingScript): PolicyNeed[] {
  if (endpointUrl === undefined || !URL.canParse(endpointUrl)) return [];
  return [
    {
      request: { kind: "connect", url: new URL(endpointUrl) },
      what: "the collector of views and identities",
      knownFrom: "cfg.endpointUrl of the pasted script",
    },
  ];
}

const writeNeed: PolicyNeed = {
  request: { kind: "connect", url: new URL("/_api/contacts", siteOrigin) },
  what: "the contact form's requests to this site",
  knownFrom: "capture.path",
};

/** The text counts as the browser has it: with one kind of line end, whichever the site folder has. */
function findStyleNeeds(html: string, what: string): PolicyNeed[] {
  return findElements(html, "style").map(({ text }) => {
    if (/\{\{|\{%/.test(text)) throw new Error(`The style of ${what} holds Liquid: what the page gets cannot be known.`);
    return {
      request: { kind: "inline-style" as const, text: text.replaceAll(/\r\n?/g, "\n") },
      what: `the style of ${what}`,
      knownFrom: "the kit's own markup",
    };
  });
}

function findElements(html: string, wanted: "script" | "style"): { src: string | undefined; text: string }[] {
  const found: { src: string | undefined; text: string }[] = [];
  let current: { src: string | undefined; text: string } | undefined;
  const parser = new Parser({
    onopentag(name, { src }) {
      if (name === wanted) found.push((current = { src, text: "" }));
    },
    ontext(text) {
      if (current) current.text += text;
    },
    onclosetag(name) {
      if (name === wanted) current = undefined;
    },
  });
  parser.end(html);
  return found;
}
