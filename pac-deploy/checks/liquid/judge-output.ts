import type { HtmlState } from "./html-state.ts";
import type { VisitorValue } from "./list-visitor-outputs.ts";

/** How what a visitor wrote can act in the place where it is printed. */
export const outputRisks = ["liquid", "html", "html-unknown", "unquoted", "url", "script-code", "script-string", "script-encoded"] as const;
export type OutputRisk = (typeof outputRisks)[number];

/** Nothing but a number, a date or a yes comes out of them. */
const plain: ReadonlySet<string> = new Set(
  "integer decimal boolean size date date_to_iso8601 date_to_rfc822 ceil floor round abs divided_by minus modulo file_size has_role".split(
    " ",
  ),
);
const encoding: ReadonlySet<string> = new Set("escape escape_once h xml_escape html_safe_escape text_to_html strip_html".split(" "));
const addressing: ReadonlySet<string> = new Set(["url_escape", "url_encode"]);
/** Their author has thought of what must not come through; whether of everything is not read here. */
const cleaning: ReadonlySet<string> = new Set(["replace", "replace_first", "remove", "split", "slice"]);

/** Columns of the visitor's own contact and of rows that hold free text, by what their names say. */
const textColumn =
  /name|title|desc|subject|comment|message|text|note|address|street|city|email|phone|company|remark|detail|body|content|title|question|answer|review|bio|about/i;
const noTextColumn =
  /id$|documentbody|^donot|_?(?:count|date|time|type|code|status|state|value|url|number|flag)$|^is|^(?:created|modified)on/i;

export const isTextColumn = (name: string): boolean => textColumn.test(name) && !noTextColumn.test(name);

const urlAttributes: ReadonlySet<string> = new Set(["href", "src", "action", "formaction", "xlink:href", "data"]);

export interface OutputPlace {
  readonly value: VisitorValue;
  readonly state: HtmlState;
  /** `Site/EnableDefaultHtmlEncoding`: outputs of `user` and `request` are HTML-encoded. */
  readonly encodes: boolean;
}

/** undefined: it can do no harm there, or nobody can say. */
export function judgeOutput({ value, state, encodes }: OutputPlace): OutputRisk | undefined {
  const has = (filters: ReadonlySet<string>): boolean => value.filters.some((name) => filters.has(name));
  if (has(plain)) return undefined;
  // Ids and choices are no text that anybody wrote.
  if (value.origin !== "request" && !isTextColumn(value.member)) return undefined;
  if (value.origin !== "user" && value.filters.includes("liquid")) return "liquid";
  const isStranger = value.origin !== "user";
  switch (state.kind) {
    case "text":
      return judgeText(value, { encodes, isEncoded: has(encoding) || has(addressing) || has(cleaning) });
    case "attribute": {
      const { attribute } = state;
      if (attribute.name.startsWith("on"))
        return isStranger && !has(cleaning) && !has(addressing) ? judgeScript(attribute.script, true) : undefined;
      if (attribute.quote === "") return isStranger && !has(addressing) && !has(cleaning) ? "unquoted" : undefined;
      if (urlAttributes.has(attribute.name) && attribute.value.trim() === "" && value.isAtStart && !has(addressing) && !has(cleaning))
        return value.origin === "request" ? "url" : undefined;
      return judgeText(value, { encodes, isEncoded: has(encoding) || has(addressing) || has(cleaning) });
    }
    case "tag":
      return (state.isAfterEquals ? isStranger : value.origin === "request") && !has(addressing) && !has(cleaning) ? "unquoted" : undefined;
    case "script": {
      if (has(addressing) && state.script.kind !== "code") return undefined;
      if (has(cleaning)) return undefined;
      const risk = judgeScript(state.script, false);
      // Nothing keeps a quote from ending the string it stands in.
      if (risk === "script-string" && (value.origin === "row" || !encodes) && !has(encoding)) return "script-code";
      if (risk === undefined || isStranger) return risk;
      return risk === "script-string" && value.isDirect && encodes ? "script-encoded" : undefined;
    }
    default:
      return undefined;
  }
}

interface Encoding {
  readonly encodes: boolean;
  readonly isEncoded: boolean;
}

function judgeText({ origin, isDirect, member }: VisitorValue, { encodes, isEncoded }: Encoding): OutputRisk | undefined {
  if (isEncoded) return undefined;
  if (origin === "row" || !encodes) return "html";
  // The stock search results print their page by way of a variable: what nobody can tell would be told on every site.
  return isDirect || (origin === "request" && member.toLowerCase() === "page") ? undefined : "html-unknown";
}

/** In an attribute the browser decodes what was encoded before it runs the script: a quote is a quote again. */
function judgeScript({ kind }: { readonly kind: string }, isAttribute: boolean): OutputRisk | undefined {
  if (kind === "line-comment" || kind === "block-comment") return undefined;
  if (isAttribute || kind === "code" || kind === "template" || kind === "regex") return "script-code";
  return "script-string";
}
