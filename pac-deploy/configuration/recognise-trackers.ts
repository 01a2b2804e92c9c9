import { Parser } from "htmlparser2";
import { maskComments } from "../../site/mask-literals.ts";

export const trackingProducts = ["customer-insights-data", "customer-insights-journeys", "unknown"] as const;
export type TrackingProduct = (typeof trackingProducts)[number];

/** What products are called towards people. */
export const productNames: Readonly<Record<TrackingProduct, string>> = {
  "customer-insights-data": "Customer Insights - Data",
  "customer-insights-journeys": "Customer Insights - Journeys",
  unknown: "a tracker that calls itself MSCI",
};

/** Something in a text that tracks, or may. */
export type Recognised =
  | { readonly kind: "tracker"; readonly product: TrackingProduct; readonly offset: number }
  /**
   * `tag-manager`: loads what its container says. `outbound`: of outbound marketing, the predecessor of Customer Insights - Journeys. `form`: an embedded form, which may load a
   * tracker. `form-capture`: sends a form of the page's own, without tracking. `trigger`: a custom trigger, with a library of its own.
   */
  | { readonly kind: (typeof otherKinds)[number]; readonly offset: number };

const otherKinds = ["tag-manager", "outbound", "form", "form-capture", "trigger"] as const;

/** A part of a text that runs: a script's body without its comments, or the address of one, which is told at its element. */
interface Code {
  readonly text: string;
  readonly offset: number;
  readonly isAddress?: true;
}

const placeOf = ({ offset, isAddress }: Code, at: number): number => (isAddress ? offset : offset + at);

/** Versions and hosts change; the path's shape tells the product. */
const libraries: readonly (readonly [Exclude<TrackingProduct, "unknown">, RegExp])[] = [
  ["customer-insights-data", /\/CI-SDKs\/web\/msci-/gi],
  ["customer-insights-journeys", /\/WebTracking\/WebTracking\.bundle\.js/gi],
];
/** Which product a library's address belongs to. */
export const productOf = (address: string): TrackingProduct => libraries.find(([, sign]) => address.search(sign) >= 0)?.[0] ?? "unknown";

const trackerName = /\bname["']?\s*:\s*["']MSCI["']/g;

const codeSigns: Readonly<Record<(typeof otherKinds)[number], RegExp>> = {
  // https://developers.google.com/tag-platform/tag-manager/web
  "tag-manager": /googletagmanager\.com\/gtm\.js|["'=]GTM-[A-Z0-9]{4,}\b/i,
  // https://learn.microsoft.com/dynamics365/customer-insights/journeys/website-tracking
  outbound: /\bws-tracking\.js|\bmsd365mkttr\b|\bMsCrmMkt\b|\/\/[\w.-]+\.svc\.dynamics\.com\b|\bmktdplp\w*\.azureedge\.net/i,
  form: /\/FormLoader\/FormLoader\.bundle\.js|\bd365mktforms\b/i,
  "form-capture": /\/FormCapture\/FormCapture\.bundle\.js|\bd365mktformcapture\b/i,
  trigger: /\/sdk\/web\/msei-|\bname["']?\s*:\s*["']msdynmkt["']/i,
};

type Attributes = Readonly<Record<string, string>>;

/** The same in the attributes of elements that are no scripts. */
const elementSigns: readonly (readonly [(typeof otherKinds)[number], (attributes: Attributes) => boolean])[] = [
  ["tag-manager", ({ src = "" }) => /googletagmanager\.com\/ns\.html/i.test(src)],
  [
    "outbound",
    (attributes) =>
      /(?:^|\s)d365-mkt-config(?:\s|$)/.test(attributes["class"] ?? "") ||
      // One of them alone is other tools' too.
      ("data-website-id" in attributes && "data-hostname" in attributes) ||
      "data-form-block-id" in attributes,
  ],
  ["form", (attributes) => "data-form-api-url" in attributes || "data-cached-form-url" in attributes],
];

/**
 * Finds trackers and what may bring one, in the order of the text. What is commented out, or shown as text, is none.
 * @param language of the text; HTML without a single tag is read as a script, since a snippet may hold the inside of one
 */
export function recogniseTrackers(text: string, language: "html" | "script"): Recognised[] {
  if (!couldHold(text)) return [];
  const plain = maskLiquidComments(text);
  const { codes, elements } =
    language === "html" && /<[a-z!/]/i.test(plain) ? findCode(plain) : { codes: [wholeScript(plain)], elements: [] };
  const others = [...otherKinds.flatMap((kind) => recogniseOther(kind, codes)), ...elements].toSorted(byOffset);
  // Trackers are counted; of the rest, which comes in several pieces, the first place is enough.
  const firsts = others.filter(({ kind }, index) => others.findIndex((other) => other.kind === kind) === index);
  return [...codes.flatMap(recogniseTracker), ...firsts].toSorted(byOffset);
}

const byOffset = (a: Recognised, b: Recognised): number => a.offset - b.offset;

const elementWords = /googletagmanager|d365-mkt-config|data-website-id|data-form-(?:block-id|api-url)|data-cached-form-url/;
const anySign = new RegExp(
  [...Object.values(codeSigns), ...libraries.map(([, sign]) => sign), trackerName, elementWords].map(({ source }) => source).join("|"),
  "i",
);
/** Most texts hold nothing at all, and a web file may be large. */
const couldHold = (text: string): boolean => anySign.test(text);

const wholeScript = (text: string): Code => ({ text: maskComments(text), offset: 0 });

/** Liquid leaves these out before a browser sees them; one that is never closed is left as it is. */
function maskLiquidComments(text: string): string {
  let masked = "";
  let at = 0;
  const begin = /\{%-?\s*comment\s*-?%\}/g;
  const end = /\{%-?\s*endcomment\s*-?%\}/g;
  for (let opening = begin.exec(text); opening !== null; opening = begin.exec(text)) {
    end.lastIndex = begin.lastIndex;
    if (end.exec(text) === null) break;
    masked += text.slice(at, opening.index) + text.slice(opening.index, end.lastIndex).replaceAll(/[^\r\n]/g, " ");
    at = begin.lastIndex = end.lastIndex;
  }
  return masked + text.slice(at);
}

function recogniseTracker(code: Code): Recognised[] {
  const { text } = code;
  const known = libraries.flatMap(([product, sign]) =>
    [...text.matchAll(sign)].map(({ index }): Recognised => ({ kind: "tracker", product, offset: placeOf(code, index) })),
  );
  if (known.length > 0) return known;
  return [...text.matchAll(trackerName)].map(({ index }): Recognised => ({
    kind: "tracker",
    product: "unknown",
    offset: placeOf(code, index),
  }));
}

function recogniseOther(kind: (typeof otherKinds)[number], codes: readonly Code[]): Recognised[] {
  for (const code of codes) {
    const at = code.text.search(codeSigns[kind]);
    if (at >= 0) return [{ kind, offset: placeOf(code, at) }];
  }
  return [];
}

/** Scripts that hold data only are never run. */
const dataType = /\bjson\b/i;

function findCode(text: string): { codes: Code[]; elements: Recognised[] } {
  const codes: Code[] = [];
  const elements: Recognised[] = [];
  let bodyAt: number | undefined;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name !== "script") {
        elements.push(
          ...elementSigns.flatMap(([kind, test]): Recognised[] => (test(attributes) ? [{ kind, offset: parser.startIndex }] : [])),
        );
        return;
      }
      if (attributes["src"] !== undefined) codes.push({ text: attributes["src"], offset: parser.startIndex, isAddress: true });
      bodyAt = dataType.test(attributes["type"] ?? "") ? undefined : parser.endIndex + 1;
    },
    onclosetag(name, isImplied) {
      if (name !== "script" || bodyAt === undefined) return;
      codes.push({ text: maskComments(text.slice(bodyAt, isImplied ? text.length : parser.startIndex)), offset: bodyAt });
      bodyAt = undefined;
    },
  });
  parser.end(text);
  return { codes, elements };
}
