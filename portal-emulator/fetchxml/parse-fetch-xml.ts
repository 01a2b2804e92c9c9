import { QueryFault } from "../odata/query-fault.ts";
import type { QueryFaultCode } from "../odata/query-fault.ts";
import { maxConditions } from "../odata/token-reader.ts";
import type { FetchAttribute, FetchFilter, FetchLink, FetchOrder, FetchTable, FetchXml } from "./fetch-xml.ts";
import { aggregates, dateGroupings, linkTypes } from "./fetch-xml.ts";
import type { XmlElement, XmlPlace } from "./parse-xml.ts";
import { parseXml } from "./parse-xml.ts";

/** Documented: error 0x8004430D. https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/join-tables */
const maxLinks = 15;
/** Far more than anybody sorts by; the database takes no list without end. */
const maxOrders = 100;

/** Reads a FetchXML query. Throws QueryFault `syntax`, `too-complex` or `not-supported`, with line and column. */
export function parseFetchXml(text: string): FetchXml {
  const root = parseXml(text);
  if (root.name !== "fetch") {
    throw fetchFault("syntax", `The root is '${root.name}'; 'fetch' was expected.`, root.place);
  }
  const entities = root.children.filter(({ name }) => name === "entity");
  const [entity] = entities;
  if (entity === undefined || entities.length > 1) {
    throw fetchFault("syntax", "'fetch' holds one 'entity'.", root.place);
  }
  refuseUnknown(root, ["entity", "order"]);
  requireFewer(root, "link-entity", maxLinks, "Number of link entities in query exceeded maximum limit.");
  requireFewer(root, "order", maxOrders, `Number of orders in query exceeded maximum limit of ${maxOrders}.`);
  requireFewer(root, "condition", maxConditions, `The query has more than ${maxConditions} conditions.`);
  if (root.attributes.get("datasource") !== undefined) {
    throw fetchFault("not-supported", "Retained rows ('datasource') are not built in the emulator.", root.place);
  }
  return {
    entity: readTable(entity),
    top: readNumber(root, "top"),
    count: readNumber(root, "count"),
    page: readNumber(root, "page"),
    pagingCookie: root.attributes.get("paging-cookie") || undefined,
    isDistinct: readFlag(root, "distinct"),
    isAggregate: readFlag(root, "aggregate"),
    aggregateLimit: readNumber(root, "aggregatelimit"),
    returnsTotal: readFlag(root, "returntotalrecordcount"),
    ordersRaw: readFlag(root, "useraworderby"),
  };
}

function readTable(element: XmlElement): FetchTable {
  refuseUnknown(element, ["attribute", "all-attributes", "no-attrs", "order", "filter", "link-entity"]);
  return {
    name: requireAttribute(element, "name"),
    allColumns: element.children.some(({ name }) => name === "all-attributes"),
    attributes: childrenOf(element, "attribute").map(readAttribute),
    filters: childrenOf(element, "filter").map(readFilter),
    links: childrenOf(element, "link-entity").map(readLink),
    orders: childrenOf(element, "order").map(readOrder),
    place: element.place,
  };
}

function readLink(element: XmlElement): FetchLink {
  const written = element.attributes.get("link-type") ?? "inner";
  const type = written === "natural" ? "inner" : linkTypes.find((known) => known === written);
  if (type === undefined) {
    throw fetchFault("syntax", `The link type '${written}' is not known.`, element.place);
  }
  for (const name of ["from", "to"]) {
    if (!element.attributes.get(name)) {
      throw fetchFault("not-supported", `A link without '${name}' is not built in the emulator.`, element.place);
    }
  }
  return {
    ...readTable(element),
    from: requireAttribute(element, "from"),
    to: requireAttribute(element, "to"),
    alias: element.attributes.get("alias") || undefined,
    type,
  };
}

function readAttribute(element: XmlElement): FetchAttribute {
  const aggregate = element.attributes.get("aggregate");
  const grouping = element.attributes.get("dategrouping");
  const known = aggregates.find((one) => one === aggregate);
  const knownGrouping = dateGroupings.find((one) => one === grouping);
  if (aggregate !== undefined && known === undefined) {
    throw fetchFault("syntax", `The aggregate '${aggregate}' is not known.`, element.place);
  }
  if (grouping !== undefined && knownGrouping === undefined) {
    const isFiscal = /^fiscal-(?:period|year)$/u.test(grouping);
    throw isFiscal
      ? fetchFault("not-supported", "Grouping by fiscal periods is not built in the emulator.", element.place)
      : fetchFault("syntax", `The date grouping '${grouping}' is not known.`, element.place);
  }
  if (element.attributes.has("rowaggregate")) {
    throw fetchFault("not-supported", "Row aggregates are not built in the emulator.", element.place);
  }
  return {
    name: requireAttribute(element, "name"),
    alias: element.attributes.get("alias") || undefined,
    aggregate: known,
    isDistinct: readFlag(element, "distinct"),
    groupsBy: readFlag(element, "groupby"),
    dateGrouping: knownGrouping,
    place: element.place,
  };
}

function readFilter(element: XmlElement): FetchFilter {
  refuseUnknown(element, ["condition", "filter", "link-entity"]);
  const kind = element.attributes.get("type") ?? "and";
  if (kind !== "and" && kind !== "or") {
    throw fetchFault("syntax", `A filter's type is 'and' or 'or', not '${kind}'.`, element.place);
  }
  const operands = element.children.map((child): FetchFilter => {
    if (child.name === "filter") {
      return readFilter(child);
    }
    return child.name === "link-entity" ? { kind: "link", link: readLink(child) } : readCondition(child);
  });
  return { kind, operands };
}

function readCondition(element: XmlElement): FetchFilter {
  refuseUnknown(element, ["value"]);
  if (element.attributes.has("aggregate") || element.attributes.has("rowaggregate")) {
    throw fetchFault("not-supported", "Conditions on aggregates are not built in the emulator.", element.place);
  }
  const value = element.attributes.get("value");
  return {
    kind: "condition",
    attribute: requireAttribute(element, "attribute"),
    operator: requireAttribute(element, "operator"),
    values: [...(value === undefined ? [] : [value]), ...childrenOf(element, "value").map(({ text }) => text)],
    valueOf: element.attributes.get("valueof") || undefined,
    entityName: element.attributes.get("entityname") || undefined,
    place: element.place,
  };
}

function readOrder(element: XmlElement): FetchOrder {
  const attribute = element.attributes.get("attribute");
  const alias = element.attributes.get("alias");
  if (attribute === undefined && alias === undefined) {
    throw fetchFault("syntax", "An 'order' names an 'attribute' or an 'alias'.", element.place);
  }
  return {
    attribute,
    alias,
    entityName: element.attributes.get("entityname") || undefined,
    descending: readFlag(element, "descending"),
    place: element.place,
  };
}

function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

function refuseUnknown(element: XmlElement, known: readonly string[]): void {
  const unknown = element.children.find(({ name }) => !known.includes(name));
  if (unknown !== undefined) {
    throw fetchFault("syntax", `'${unknown.name}' is not an element of '${element.name}'.`, unknown.place);
  }
}

function requireFewer(root: XmlElement, name: string, limit: number, message: string): void {
  const count = (element: XmlElement): number => element.children.reduce((sum, child) => sum + count(child), element.name === name ? 1 : 0);
  if (count(root) > limit) {
    throw fetchFault("too-complex", message, root.place);
  }
}

function requireAttribute(element: XmlElement, name: string): string {
  const value = element.attributes.get(name);
  if (!value) {
    throw fetchFault("syntax", `'${element.name}' needs the attribute '${name}'.`, element.place);
  }
  return value;
}

function readNumber(element: XmlElement, name: string): number | undefined {
  const value = element.attributes.get(name);
  if (value === undefined) {
    return undefined;
  }
  if (!/^\d{1,9}$/u.test(value) || Number(value) < 1) {
    throw fetchFault("syntax", `'${name}' is a whole number above 0.`, element.place);
  }
  return Number(value);
}

function readFlag(element: XmlElement, name: string): boolean {
  const value = element.attributes.get(name) ?? "false";
  const flag = { true: true, "1": true, false: false, "0": false }[value.toLowerCase()];
  if (flag === undefined) {
    throw fetchFault("syntax", `'${name}' is 'true' or 'false'.`, element.place);
  }
  return flag;
}

export function fetchFault(code: QueryFaultCode, message: string, { line, column }: XmlPlace): QueryFault {
  return new QueryFault(code, `${message} (line ${line}, column ${column})`);
}
