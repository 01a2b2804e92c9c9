import { Parser } from "htmlparser2";

/** What a page that a portal sent is made of, as far as one asks. */
export interface ServedPage {
  readonly html: string;
  /** Bodies of inline scripts outside of templates. */
  readonly inlineScripts: readonly string[];
  /** The kit's template that holds the tracking script back: its attributes and what is in it; empty: the kit does not track here. */
  readonly kitTrackers: readonly { readonly attributes: Readonly<Record<string, string>>; readonly html: string }[];
  /** The kit's forms: names of their controls. */
  readonly kitForms: readonly string[];
  readonly hasPasswordField: boolean;
}

const trackerAttribute = "data-portal-kit-tracker";

export function readServedPage(html: string): ServedPage {
  const inlineScripts: string[] = [];
  const kitTrackers: { attributes: Readonly<Record<string, string>>; html: string }[] = [];
  const kitForms: string[] = [];
  let hasPasswordField = false;
  let script: string | undefined;
  let template: { attributes: Readonly<Record<string, string>>; from: number; depth: number } | undefined;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name === "template") {
        if (template !== undefined) template.depth += 1;
        else if (trackerAttribute in attributes) template = { attributes: { ...attributes }, from: parser.endIndex + 1, depth: 0 };
      }
      if (template !== undefined) return;
      if (name === "script" && attributes["src"] === undefined) script = "";
      if (name === "form" && attributes["data-portal-kit-form"] !== undefined) kitForms.push(attributes["data-portal-kit-form"]);
      if (name === "input" && attributes["type"]?.toLowerCase() === "password") hasPasswordField = true;
    },
    ontext(text) {
      if (script !== undefined) script += text;
    },
    onclosetag(name) {
      if (name === "script" && script !== undefined) {
        inlineScripts.push(script);
        script = undefined;
      }
      if (name !== "template" || template === undefined) return;
      if (template.depth > 0) template.depth -= 1;
      else {
        kitTrackers.push({ attributes: template.attributes, html: html.slice(template.from, parser.startIndex) });
        template = undefined;
      }
    },
  });
  parser.end(html);
  return { html, inlineScripts, kitTrackers, kitForms, hasPasswordField };
}
