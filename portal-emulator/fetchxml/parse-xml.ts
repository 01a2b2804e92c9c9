import { XMLParser, XMLValidator } from "fast-xml-parser";
import { QueryFault } from "../odata/query-fault.ts";

export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Text directly inside; blanks alone are none. */
  readonly text: string;
  readonly place: XmlPlace;
}

/** From 1. */
export interface XmlPlace {
  readonly line: number;
  readonly column: number;
}

/** More than any query is long, and less than what a URL may hold. */
const maxChars = 65_536;
const maxDepth = 50;

const attributesKey = ":@";
const textKey = "#text";

/** Reads a document with one root. Throws QueryFault `syntax` with line and column, `too-complex`. */
export function parseXml(given: string): XmlElement {
  if (given.length > maxChars) {
    throw new QueryFault("too-complex", `The XML is longer than ${maxChars} characters.`);
  }
  // As the parser does it before it counts.
  const text = given.replaceAll(/\r\n?/gu, "\n");
  if (/<!DOCTYPE/iu.test(text)) {
    throw new QueryFault("syntax", "For security reasons DTD is prohibited in this XML document.");
  }
  const validity = XMLValidator.validate(text);
  if (validity !== true) {
    const { msg, line, col } = validity.err;
    throw new QueryFault("syntax", `Invalid XML: ${msg} (line ${line}, column ${col ?? 1})`);
  }
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: "",
    // "01" stays "01".
    parseAttributeValue: false,
    parseTagValue: false,
    trimValues: false,
    captureMetaData: true,
  });
  const roots = readElements(parse(parser, text), text, 0);
  const [root, ...others] = roots;
  if (root === undefined || others.length > 0) {
    throw new QueryFault("syntax", "Invalid XML: one root element was expected.");
  }
  return root;
}

function parse(parser: XMLParser, text: string): unknown {
  try {
    return parser.parse(text);
  } catch (error) {
    throw new QueryFault("syntax", `Invalid XML: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function readElements(nodes: unknown, text: string, depth: number): XmlElement[] {
  if (depth > maxDepth) {
    throw new QueryFault("too-complex", `The XML is nested deeper than ${maxDepth} levels.`);
  }
  return listOf(nodes).flatMap((node): XmlElement[] => {
    const name = Object.keys(node).find((key) => key !== attributesKey && key !== textKey);
    if (name === undefined || name.startsWith("?")) {
      return [];
    }
    const children = listOf(node[name]);
    const written = children.flatMap((child) => (textKey in child ? [String(child[textKey])] : [])).join("");
    return [
      {
        name,
        attributes: new Map(Object.entries(recordOf(node[attributesKey])).map(([key, value]) => [key, String(value)])),
        children: readElements(children, text, depth + 1),
        text: written.trim() === "" ? "" : written,
        place: placeOf(node, text),
      },
    ];
  });
}

type XmlNode = Readonly<Record<PropertyKey, unknown>>;

function listOf(value: unknown): readonly XmlNode[] {
  return Array.isArray(value) ? value.map(recordOf) : [];
}

function recordOf(value: unknown): XmlNode {
  // Any object can be read by keys.
  return typeof value === "object" && value !== null ? (value as XmlNode) : {};
}

function placeOf(node: XmlNode, text: string): XmlPlace {
  // Declared as the wrapper type.
  const symbol = XMLParser.getMetaDataSymbol() as symbol;
  const start = recordOf(node[symbol])["startIndex"];
  const before = text.slice(0, typeof start === "number" ? start : 0);
  return { line: before.split("\n").length, column: before.length - before.lastIndexOf("\n") };
}
