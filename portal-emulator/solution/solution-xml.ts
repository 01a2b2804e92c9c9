import { XMLParser, XMLValidator } from "fast-xml-parser";
import { UserError } from "../../contract/user-error.ts";
import type { Labels } from "./solution.ts";

/** One element of a solution's file. */
export interface SolutionElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly SolutionElement[];
  /** Text directly inside, without blanks around it. */
  readonly text: string;
}

/** A customizations.xml with everything in it is a few megabytes. */
const maxChars = 64 * 1024 * 1024;
const maxDepth = 100;
const attributesKey = ":@";
const textKey = "#text";

/** Reads a file with one root. @throws UserError `solution-syntax` with line and column, exit 2 */
export function parseSolutionXml(text: string, path: string): SolutionElement {
  const refuse = (what: string, place: { line?: number; column?: number } = {}): never => {
    throw new UserError("solution-syntax", `${path} is not readable as part of a solution: ${what}.`, {
      exitCode: 2,
      place: { path, ...place },
      hint: "Give the folder that pac solution unpack wrote, or one with its customizations.xml.",
    });
  };
  if (text.length > maxChars) refuse(`it is longer than ${maxChars} characters`);
  const body = text.replace(/^\uFEFF/, "");
  if (/<!DOCTYPE/i.test(body)) refuse("it has a document type, which solutions do not");
  const validity = XMLValidator.validate(body);
  if (validity !== true) refuse(validity.err.msg.replace(/\.$/, ""), { line: validity.err.line, column: validity.err.col });
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: "",
    parseAttributeValue: false,
    parseTagValue: false,
    htmlEntities: true,
  });
  const [root, ...others] = readElements(parse(parser, body, refuse), 0, () => refuse(`it is nested deeper than ${maxDepth} levels`));
  return root === undefined || others.length > 0 ? refuse("one root element was expected") : root;
}

function parse(parser: XMLParser, text: string, refuse: (what: string) => never): unknown {
  try {
    return parser.parse(text);
  } catch (error) {
    // The parser has limits of its own, of nesting and of entities.
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function readElements(nodes: unknown, depth: number, refuseDepth: () => never): SolutionElement[] {
  if (depth > maxDepth) refuseDepth();
  return listOf(nodes).flatMap((node): SolutionElement[] => {
    const name = Object.keys(node).find((key) => key !== attributesKey && key !== textKey);
    if (name === undefined || name.startsWith("?")) return [];
    const children = listOf(node[name]);
    return [
      {
        name,
        attributes: new Map(Object.entries(recordOf(node[attributesKey])).map(([key, value]) => [key, String(value)])),
        children: readElements(children, depth + 1, refuseDepth),
        text: children
          .flatMap((child) => (textKey in child ? [String(child[textKey])] : []))
          .join("")
          .trim(),
      },
    ];
  });
}

type XmlNode = Readonly<Record<string, unknown>>;

const listOf = (value: unknown): readonly XmlNode[] => (Array.isArray(value) ? value.map(recordOf) : []);

// Any object can be read by keys.
const recordOf = (value: unknown): XmlNode => (typeof value === "object" && value !== null ? (value as XmlNode) : {});

/** The elements that a path of names leads to; names compare without case, as the tools that write solutions differ in it. */
export function findAll(element: SolutionElement | undefined, ...names: readonly string[]): readonly SolutionElement[] {
  let found: readonly SolutionElement[] = element === undefined ? [] : [element];
  for (const name of names)
    found = found.flatMap(({ children }) => children.filter((child) => child.name.toLowerCase() === name.toLowerCase()));
  return found;
}

export const findOne = (element: SolutionElement | undefined, ...names: readonly string[]): SolutionElement | undefined =>
  findAll(element, ...names)[0];

/** The text of an element; undefined where it is missing or empty. */
export const textAt = (element: SolutionElement | undefined, ...names: readonly string[]): string | undefined =>
  findOne(element, ...names)?.text || undefined;

/** Texts per language, as `<label description="…" languagecode="1033"/>`. */
export function readLabels(elements: readonly SolutionElement[]): Labels {
  return new Map(
    elements.flatMap(({ attributes }): [number, string][] => {
      const lcid = Number(attributes.get("languagecode"));
      return Number.isInteger(lcid) && lcid > 0 ? [[lcid, attributes.get("description") ?? ""]] : [];
    }),
  );
}

/** An id without braces, in lower case. */
export const readId = (text: string | undefined): string =>
  (text ?? "")
    .trim()
    .replaceAll(/^\{|\}$/g, "")
    .toLowerCase();

/** An element as XML again. */
export function renderElement({ name, attributes, children, text }: SolutionElement): string {
  const written = [...attributes].map(([key, value]) => ` ${key}="${escapeXml(value)}"`).join("");
  const inside = escapeXml(text) + children.map(renderElement).join("");
  return inside === "" ? `<${name}${written}/>` : `<${name}${written}>${inside}</${name}>`;
}

const escapeXml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;").replaceAll("\n", "&#10;");
