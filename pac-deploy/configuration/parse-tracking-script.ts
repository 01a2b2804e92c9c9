import { Script } from "node:vm";
import { Parser } from "htmlparser2";
import { UserError } from "../../contract/user-error.ts";

export const trackingProducts = ["customer-insights-data", "customer-insights-journeys", "unknown"] as const;
export type TrackingProduct = (typeof trackingProducts)[number];

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
 * @throws UserError `tracking-script-*`, exit code 2: not a script, cut off, or without a key
 */
export function parseTrackingScript(text: string, path: string): TrackingScript {
  const scripts = findScripts(text);
  const refuse = (code: string, message: string, offset = 0): never => {
    const before = text.slice(0, offset).split(/\r\n|\r|\n/);
    throw new UserError(code, message, {
      exitCode: 2,
      place: { path, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 },
      hint: "Copy the whole script again: Customer Insights - Data, Settings, Web tracking, Copy.",
    });
  };
  const first = scripts[0];
  if (first === undefined)
    return refuse("tracking-script-none", "this file holds no <script> element: expected the script as copied from Customer Insights");
  const open = scripts.find((script) => !script.closed);
  if (open) return refuse("tracking-script-truncated", "the script is cut off: its </script> is missing", open.offset);
  const body = scripts.map((script) => script.body).join("\n");
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
  const src = scripts.map((script) => script.src).find((value) => value !== undefined) ?? readValue(body, "src");
  if (src === undefined || !/^https:\/\/[^/\s]+\//.test(src)) {
    return refuse("tracking-script-unknown", "this is no Customer Insights script: expected an https address under `src`", first.offset);
  }
  const ingestionKey = readValue(body, "ingestionKey");
  if (ingestionKey !== undefined && (ingestionKey === "" || ingestionKey === "null")) {
    return refuse(
      "tracking-script-no-key",
      `the script's ingestionKey is "${ingestionKey}": it was copied before Customer Insights had made one`,
      text.indexOf("ingestionKey"),
    );
  }
  return { text, src, product: findProduct(src), ingestionKey, endpointUrl: readValue(body, "endpointUrl") };
}

/** Hosts in the file name versions change; the path's shape tells the product. */
function findProduct(src: string): TrackingProduct {
  if (/\/CI-SDKs\/web\/msci-/i.test(src)) return "customer-insights-data";
  if (/\/WebTracking\/WebTracking\.bundle\.js/i.test(src)) return "customer-insights-journeys";
  return "unknown";
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

function readValue(body: string, key: string): string | undefined {
  const match = new RegExp(`\\b${key}["']?\\s*:\\s*(["'])(.*?)\\1`).exec(body);
  return match?.[2];
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
