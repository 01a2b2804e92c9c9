import { Script } from "node:vm";
import { Parser } from "htmlparser2";
import { findPlace } from "../../contract/place.ts";
import { UserError } from "../../contract/user-error.ts";
import { maskComments } from "../../site/mask-literals.ts";
import { productNames, productOf, recogniseTrackers, type Recognised, type TrackingProduct } from "./recognise-trackers.ts";

/** The pasted script: opaque text, and the little the kit reads from it. */
export interface TrackingScript {
  /** As pasted, byte for byte. */
  readonly text: string;
  readonly src: string;
  readonly product: TrackingProduct;
  readonly ingestionKey: string | undefined;
  readonly endpointUrl: string | undefined;
}

/**
 * Recognises a pasted Customer Insights script and reads `src`, `cfg.ingestionKey` and `cfg.endpointUrl`, nothing more.
 * @throws UserError `tracking-script-*`, exit code 2: not a script, cut off, without a key, two trackers, or a script of another kind
 */
export function parseTrackingScript(text: string, path: string): TrackingScript {
  const refuse = (code: string, message: string, offset = 0, hint = copyAgain): never => {
    throw new UserError(code, message, {
      exitCode: 2,
      place: { path, ...findPlace(text, offset) },
      hint,
    });
  };
  const recognised = recogniseTrackers(text, "html");
  for (const { kind, offset } of recognised) {
    if (kind !== "tracker") refuse(`tracking-script-${kind}`, `${otherScripts[kind].what}: ${expected}`, offset, otherScripts[kind].hint);
  }
  const scripts = findScripts(text);
  const first = scripts[0];
  if (first === undefined) return refuse("tracking-script-none", `this file holds no <script> element: ${expected}`);
  const open = scripts.find((script) => !script.closed);
  if (open) return refuse("tracking-script-truncated", "the script is cut off: its </script> is missing", open.offset);
  const template = /<\/?template\b/i.exec(text);
  if (template)
    return refuse(
      "tracking-script-template",
      "the script is held back in a <template> until the visitor may be tracked, so it cannot hold one itself",
      template.index,
    );
  for (const script of scripts) {
    const fault = findSyntaxError(script.body);
    if (fault)
      return refuse(
        "tracking-script-broken",
        `the script is cut off or damaged: ${fault.message}`,
        offsetOfLine(text, script.bodyOffset, fault.line),
      );
  }
  const [address, secondAddress] = [
    ...scripts.flatMap(({ src, offset }) => (src === undefined ? [] : [{ value: src, offset }])),
    ...readValues(scripts, "src"),
  ];
  const [key, secondKey] = readValues(scripts, "ingestionKey");
  const second = secondAddress ?? secondKey;
  if (second) return refuse("tracking-script-two", describeTwo(recognised), second.offset, keepOne);
  const src = address?.value;
  if (src === undefined || !/^https:\/\/[^/\s]+\//.test(src)) {
    return refuse("tracking-script-unknown", "this is no Customer Insights script: expected an https address under `src`", first.offset);
  }
  if (key !== undefined && (key.value === "" || key.value === "null")) {
    return refuse(
      "tracking-script-no-key",
      `the script's ingestionKey is "${key.value}": it was copied before Customer Insights had made one`,
      key.offset,
    );
  }
  return {
    text,
    src,
    product: productOf(src),
    ingestionKey: key?.value,
    endpointUrl: readValues(scripts, "endpointUrl")[0]?.value,
  };
}

const expected = "expected the script as copied from Customer Insights";
const copyAgain = "Copy the whole script again: Customer Insights - Data, Settings, Web tracking, Copy.";
const keepOne = "Keep the one this site is to be tracked with, and delete the other.";

/** Pasted in place of the tracker, or together with it. */
const otherScripts: Readonly<Record<Exclude<Recognised["kind"], "tracker">, { readonly what: string; readonly hint: string }>> = {
  outbound: {
    what: "this is a script of outbound marketing, which Customer Insights - Journeys has replaced",
    hint: "Copy the script that Customer Insights shows today: Customer Insights - Data, Settings, Web tracking, Copy.",
  },
  "tag-manager": {
    what: "this is the container of a tag manager: what it loads is decided elsewhere, so nobody could hold it back until the visitor may be tracked",
    hint: "Paste the tracking script itself, and take it out of the container.",
  },
  form: {
    what: "this embeds a form of Customer Insights - Journeys, which is no tracking script",
    hint: "Put the form onto the page it belongs to, and only the tracking script here.",
  },
  "form-capture": {
    what: "this is the form capture of Customer Insights - Journeys, which is no tracking script",
    hint: "Put it onto the page with the form, and only the tracking script here.",
  },
  trigger: {
    what: "this is the script of a custom trigger, which has a library of its own and does not track pages",
    hint: "Put it where the trigger is fired, and only the tracking script here.",
  },
};

function describeTwo(recognised: readonly Recognised[]): string {
  const products = recognised.flatMap((one) => (one.kind === "tracker" ? productNames[one.product] : []));
  const [first, second] = products;
  const what =
    first === undefined || second === undefined
      ? "two scripts are pasted"
      : first === second
        ? `${first} is pasted twice`
        : `two trackers are pasted, ${first} and ${second}`;
  return `${what}: of two that share window.MSCI the second one fails and its library is never loaded; expected one`;
}

function offsetOfLine(text: string, from: number, line: number): number {
  let offset = from;
  for (let left = line - 1; left > 0; left -= 1) {
    const next = text.indexOf("\n", offset);
    if (next < 0) break;
    offset = next + 1;
  }
  return offset;
}

interface FoundValue {
  readonly value: string;
  readonly offset: number;
}

/** Every text under a key, outside of comments. */
function readValues(scripts: readonly FoundScript[], key: string): FoundValue[] {
  return scripts.flatMap(({ body, bodyOffset }) =>
    [...maskComments(body).matchAll(new RegExp(`\\b${key}["']?\\s*:\\s*(["'])(.*?)\\1`, "g"))].map(({ 2: value = "", index }) => ({
      value,
      offset: bodyOffset + index,
    })),
  );
}

interface FoundScript {
  readonly offset: number;
  readonly bodyOffset: number;
  readonly src: string | undefined;
  body: string;
  closed: boolean;
}

function findScripts(text: string): FoundScript[] {
  const found: FoundScript[] = [];
  let current: FoundScript | undefined;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name !== "script") return;
      current = { offset: parser.startIndex, bodyOffset: parser.endIndex + 1, src: attributes["src"], body: "", closed: false };
      found.push(current);
    },
    ontext(data) {
      if (current) current.body += data;
    },
    onclosetag(name, implied) {
      if (name !== "script" || current === undefined) return;
      current.closed = !implied;
      current = undefined;
    },
  });
  parser.end(text);
  return found;
}

/** The line inside `code` where it stops being JavaScript; undefined when it compiles. Nothing is run. */
function findSyntaxError(code: string): { message: string; line: number } | undefined {
  try {
    // Compiling is all that is wanted of it.
    void new Script(code, { filename: "pasted" });
    return undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { message: error.message, line: Number(/pasted:(\d+)/.exec(error.stack ?? "")?.[1] ?? 1) };
  }
}
