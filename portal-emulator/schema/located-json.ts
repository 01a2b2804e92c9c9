import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from "yaml";
import { UserError, type SourcePlace } from "../../contract/user-error.ts";

/** Keys and indexes from the top of a JSON text down to a value. */
export type JsonPath = readonly (string | number)[];

export interface LocatedJson {
  readonly value: unknown;
  /** Where a value stands; the nearest one above it that is there, otherwise. */
  placeOf(path: JsonPath): SourcePlace;
}

/** Throws UserError `schema-file-syntax`, exit 2: not JSON, or a key that is there twice. */
export function parseLocatedJson(text: string, path: string): LocatedJson {
  const lines = new LineCounter();
  // JSON is YAML, and this parser knows where things stand.
  const document = parseDocument(text, { lineCounter: lines, schema: "json", prettyErrors: false });
  const placeAt = (offset: number): SourcePlace => {
    const { line, col } = lines.linePos(offset);
    return { path, line, column: col };
  };
  const value = parseJson(text, document, { path, placeAt });
  const repeated = document.errors.find((error) => error.code === "DUPLICATE_KEY");
  if (repeated !== undefined) {
    throw new UserError("schema-file-syntax", "A key is there twice, and JSON keeps only the last one; expected each key once.", {
      exitCode: 2,
      place: placeAt(repeated.pos[0]),
      hint: "Put the two together, or delete one.",
    });
  }
  return { value, placeOf: (keys) => placeAt(findOffset(document, keys)) };
}

function parseJson(
  text: string,
  document: Document,
  { path, placeAt }: { readonly path: string; readonly placeAt: (offset: number) => SourcePlace },
): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const position = /at position (\d+)/.exec(message)?.[1];
    throw new UserError("schema-file-syntax", `${path} is not valid JSON: ${message}.`, {
      exitCode: 2,
      place: placeAt(position === undefined ? (document.errors[0]?.pos[0] ?? text.length) : Number(position)),
      hint: "JSON has no comments and no comma behind the last entry; keys and texts stand in double quotes.",
      cause,
    });
  }
}

function findOffset(document: Document, path: JsonPath): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
      offset = (isScalar(pair?.key) ? pair.key.range?.[0] : undefined) ?? offset;
      node = pair?.value;
    } else if (isSeq(node) && typeof key === "number") {
      node = node.items[key];
      offset = (isScalar(node) || isMap(node) ? node.range?.[0] : undefined) ?? offset;
    } else {
      break;
    }
  }
  return offset;
}
