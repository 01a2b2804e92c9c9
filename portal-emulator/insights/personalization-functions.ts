import type { EmulatorContext } from "../emulator-context.ts";
import type { PathLiteral } from "../odata/parse-path.ts";
import { OrgFault } from "../org/org-fault.ts";
import type { OrgFunction, OrgFunctions } from "../org/org-call.ts";
import { readName } from "../schema/table-definition.ts";
import type { Row } from "../store/store.ts";
import { findVisitor } from "./expiry.ts";
import {
  activityTable,
  actionTable,
  alternateKeyTable,
  cookieTable,
  measureTable,
  profileTable,
  segmentMembershipTable,
  viewTable,
} from "./insights-tables.ts";
import { textOf } from "./links.ts";

// The functions, their parameters and the names `include` takes are documented, their answers are not: the shapes below are assumed.
// https://learn.microsoft.com/dynamics365/customer-insights/data/dv-odata

const maxHistory = 200;

const includes = { segmentmembership: segmentMembershipTable, measures: measureTable, unifiedactivity: activityTable } as const;
type Include = keyof typeof includes;

/**
 * `msdynci_p13nprofile(cookieid='…',include=['segmentmembership','measures','unifiedactivity'])` →
 * `{"profile": null}` for a cookie nobody has or whose unknown profile expired, else
 * `{"profile": {"cookieid", "isknown", "msdynci_customerid", …the columns of the customer profile of a known one}, "<include>": [rows]}`.
 */
const readProfile: OrgFunction = async (parameters, { context }) => {
  requireOnly("msdynci_p13nprofile", parameters, ["cookieid", "include"]);
  const cookieId = readCookieId("msdynci_p13nprofile", parameters);
  const asked = readIncludes(parameters.get("include"));
  const visitor = findPresent(context, cookieId);
  if (visitor === undefined) return { profile: null };
  const profile = findProfile(context, visitor.alternateKeyId);
  const customerId = profile === undefined ? null : textOf(profile, "msdynci_customerid");
  return {
    profile: {
      cookieid: cookieId,
      isknown: profile !== undefined,
      msdynci_customerid: customerId,
      ...(profile === undefined ? {} : showRow(context, profileTable, profile)),
    },
    ...Object.fromEntries(asked.map((name) => [name, customerId === null ? [] : readOutcomes(context, name, customerId)])),
  };
};

/** `msdynci_p13nviews(cookieid='…',top=10)` → `{"value": [rows]}`, the latest first; no more than 200 (documented), which is also what is given without `top`. */
const historyOf =
  (name: string, table: typeof viewTable | typeof actionTable): OrgFunction =>
  async (parameters, { context }) => {
    requireOnly(name, parameters, ["cookieid", "top"]);
    const cookieId = readCookieId(name, parameters);
    const top = readTop(parameters.get("top"), context.switches.personalizationTop);
    const visitor = findPresent(context, cookieId);
    if (visitor === undefined) return { value: [] };
    const cookieIds =
      context.switches.personalizationHistory === "cookie" ? [cookieId] : findCookies(context, cookieId, visitor.alternateKeyId);
    const rows = context.store.query(table, {
      filter: { kind: "in", column: { kind: "column", name: "msdynci_personalizationcookiereference" }, values: cookieIds },
      orderBy: [
        { column: "msdynci_signaltimestamp", descending: true },
        { column: `${table}id`, descending: true },
      ],
      top,
    });
    return { value: rows.map((row) => showRow(context, table, row)) };
  };

/** What the organization answers for Customer Insights. */
export const personalizationFunctions: OrgFunctions = new Map([
  ["msdynci_p13nprofile", readProfile],
  ["msdynci_p13nviews", historyOf("msdynci_p13nviews", viewTable)],
  ["msdynci_p13nactions", historyOf("msdynci_p13nactions", actionTable)],
]);

type Parameters = ReadonlyMap<string, PathLiteral>;

/** A visitor that has a profile, known or unknown. */
function findPresent(
  { store, clock, switches }: EmulatorContext,
  cookieId: string,
): { readonly alternateKeyId: string | undefined } | undefined {
  const visitor = findVisitor(store, clock, cookieId, switches);
  if (visitor === undefined || visitor.state === "expired") return undefined;
  return { alternateKeyId: visitor.state === "known" ? visitor.link?.alternateKeyId : undefined };
}

function findProfile({ store }: EmulatorContext, alternateKeyId: string | undefined): Row | undefined {
  const key = alternateKeyId === undefined ? undefined : store.find(alternateKeyTable, alternateKeyId);
  return key === undefined ? undefined : store.find(profileTable, textOf(key, "msdynci_lookupfield_customer"));
}

/** Every cookie of the same customer: several devices end on one profile (documented). */
function findCookies({ store }: EmulatorContext, cookieId: string, alternateKeyId: string | undefined): string[] {
  if (alternateKeyId === undefined) return [cookieId];
  const id = `${cookieTable}id`;
  return store
    .query(cookieTable, { equals: { msdynci_lookupfield_alternatekey: alternateKeyId }, columns: [id] })
    .map((row) => textOf(row, id));
}

function readOutcomes(context: EmulatorContext, name: Include, customerId: string): unknown[] {
  const table = includes[name];
  const orderBy = table === activityTable ? { orderBy: [{ column: "msdynci_activitytime", descending: true }] } : {};
  return context.store.query(table, { equals: { msdynci_customerid: customerId }, ...orderBy }).map((row) => showRow(context, table, row));
}

/** By the names a query of the table shows. */
function showRow({ schema }: EmulatorContext, tableName: string, row: Row): Readonly<Record<string, unknown>> {
  const columns = schema.findTable(tableName)?.columns ?? [];
  return Object.fromEntries(columns.map((column) => [readName(column), row[column.name] ?? null]));
}

/** A function is found by its name and the names of its parameters together. */
function requireOnly(name: string, parameters: Parameters, known: readonly string[]): void {
  if ([...parameters.keys()].some((parameter) => !known.includes(parameter))) throw OrgFault.unknownSegment(name);
}

function readCookieId(name: string, parameters: Parameters): string {
  const cookieId = parameters.get("cookieid");
  // The documents show the profile once as `msdynci_p13nprofile?$filter=…`, against their own samples.
  if (cookieId === undefined) throw OrgFault.notBuilt(`'${name}' without cookieid.`);
  if (cookieId.kind === "string" || cookieId.kind === "guid") return cookieId.value.toLowerCase();
  throw badParameter("cookieid", "the value of the cookie _msci in quotes");
}

function readTop(top: PathLiteral | undefined, beyond: "capped" | "refused"): number {
  if (top === undefined || top.kind === "null") return maxHistory;
  if (top.kind !== "number" || !Number.isInteger(top.value) || top.value < 1) throw badParameter("top", "a whole number from 1");
  if (top.value > maxHistory && beyond === "refused") throw badParameter("top", `at most ${maxHistory}`);
  return Math.min(top.value, maxHistory);
}

/** `['a','b']` as documented, or JSON, which is how the Web API takes lists elsewhere. */
function readIncludes(literal: PathLiteral | undefined): readonly Include[] {
  if (literal === undefined || literal.kind === "null") return [];
  const inside = literal.kind === "other" ? /^\[(.*)\]$/su.exec(literal.text.trim())?.[1]?.trim() : undefined;
  const names = inside === "" ? [] : inside?.split(",").map((part) => /^\s*(['"])(\w+)\1\s*$/u.exec(part)?.[2]);
  if (names === undefined || !names.every(isInclude)) throw badParameter("include", `a list of ${Object.keys(includes).join(", ")}`);
  return [...new Set(names)];
}

const isInclude = (name: string | undefined): name is Include => name !== undefined && Object.hasOwn(includes, name);

const badParameter = (name: string, wanted: string): OrgFault =>
  new OrgFault(400, "0x80048d19", `The parameter '${name}' is not valid: expected ${wanted}.`);
