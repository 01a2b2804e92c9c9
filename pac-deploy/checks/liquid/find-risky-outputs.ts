import { createAccess } from "../../../access/create-access.ts";
import type { SiteText } from "../../site-code/list-site-texts.ts";
import type { CheckedSite } from "../check.ts";
import type { HtmlState } from "./html-state.ts";
import { judgeOutput, type OutputRisk } from "./judge-output.ts";
import { listLookedUp } from "./list-looked-up.ts";
import { listOutputs } from "./list-outputs.ts";
import { listVisitorOutputs, type VisitorValue } from "./list-visitor-outputs.ts";
import { readSiteLiquid, type LiquidText } from "./read-site-liquid.ts";
import { scriptStart } from "./script-state.ts";

/** An output of what a visitor may have written, in a place where that can act. */
export interface RiskyOutput {
  readonly source: SiteText;
  readonly offset: number;
  readonly value: VisitorValue;
  readonly risk: OutputRisk;
  /** In the value of an attribute, its name. */
  readonly attribute: string | undefined;
  /** It becomes part of a FetchXML query. */
  readonly isQuery: boolean;
  /** It comes from the address, and is printed only where a query for it finds rows. */
  readonly isLookedUp: boolean;
}

/** All of them, by text and place. Rows count where anonymous or all signed-in visitors may create or change rows of their table. */
export function findRiskyOutputs(checked: CheckedSite): readonly RiskyOutput[] {
  const { site } = checked;
  const access = createAccess(site);
  const encodes = access.setting("Site/EnableDefaultHtmlEncoding")?.trim().toLowerCase() !== "false";
  const visitors = [
    { contactId: undefined, roleIds: access.anonymousRoleIds },
    { contactId: "00000000-0000-0000-0000-000000000001", roleIds: access.authenticatedRoleIds },
  ];
  const written = new Map<string, boolean>();
  const isWritten = (table: string): boolean => {
    const known = written.get(table);
    if (known !== undefined) return known;
    const is = visitors.some((visitor) =>
      (["create", "write"] as const).some((privilege) => access.decideRows(table, privilege, visitor).kind === "allowed"),
    );
    written.set(table, is);
    return is;
  };
  const mimeTypes = new Map(site.webTemplates.map(({ sourcePath, mimeType }) => [sourcePath, mimeType]));
  const includers = checked.once(indexIncluders);
  return checked.once(readSiteLiquid).flatMap((text) => {
    // JSON, XML and plain text run in no page.
    if (!/^$|html|javascript/i.test((mimeTypes.get(text.source.path) ?? "").trim())) return [];
    let lookedUp: ReadonlySet<number> | undefined;
    return findIn(text, includers).flatMap(({ value, state, offset, isQuery }): RiskyOutput[] => {
      if (value.table !== undefined && !isWritten(value.table)) return [];
      const risk = judgeOutput({ value, state, encodes });
      const attribute =
        state.kind === "attribute" ? state.attribute.name : state.kind === "tag" && state.isAfterEquals ? state.name : undefined;
      // A stranger's text may change a query; a row or the visitor has none to gain from that.
      const isHarmless = isQuery && (value.origin !== "request" || !risk?.startsWith("html"));
      if (risk === undefined || isHarmless) return [];
      if (value.origin === "request") lookedUp ??= listLookedUp(checked, text);
      const isLookedUp = value.origin === "request" && lookedUp?.has(offset) === true;
      return [{ source: text.source, offset, value, risk, attribute, isQuery, isLookedUp }];
    });
  });
}

/** A template that answers scripts of the site, often without its MIME type. */
const isJson = ({ role, text }: SiteText): boolean =>
  role === "web-template" &&
  /^\s*[[{]\s*(?:["{\]}]|$)/.test(text.replaceAll(/\{%-?\s*(fetchxml|comment)\b[\s\S]*?\{%-?\s*end\1\s*-?%\}|\{%[\s\S]*?%\}/g, ""));

interface PlacedValue {
  readonly value: VisitorValue;
  readonly state: HtmlState;
  readonly offset: number;
  readonly isQuery: boolean;
}

function findIn({ source, references }: LiquidText, includers: Includers): PlacedValue[] {
  if (references === undefined) return [];
  const values = listVisitorOutputs(source.text, references);
  if (values.size === 0 || isJson(source)) return [];
  const start = source.role === "web-template" ? findStart(source, includers) : startOf(source);
  // What comes behind the last of them need not be read.
  const last = Math.max(...values.keys());
  const pieces = references.pieces.filter(({ begin }) => begin <= last);
  return listOutputs(source.text, pieces, start).outputs.flatMap(({ piece, state, isQuery }) => {
    const value = values.get(piece.begin);
    return value === undefined ? [] : [{ value, state, offset: piece.begin, isQuery }];
  });
}

function startOf({ language, text }: SiteText): HtmlState {
  if (language === "style") return { kind: "style" };
  return language === "script" && !/^\s*<script\b/i.test(text) ? { kind: "script", script: scriptStart } : { kind: "text" };
}

/** By the name of a template, in lower case: the first text that includes it, and where. */
type Includers = ReadonlyMap<string, { readonly text: LiquidText; readonly offset: number }>;

function indexIncluders(checked: CheckedSite): Includers {
  const includers = new Map<string, { readonly text: LiquidText; readonly offset: number }>();
  for (const text of checked.once(readSiteLiquid))
    for (const { kind, name, offset } of text.references?.templates ?? []) {
      const key = name?.toLowerCase();
      if (kind === "include" && key !== undefined && key !== text.source.name.toLowerCase() && !includers.has(key))
        includers.set(key, { text, offset });
    }
  return includers;
}

/** A template that others include begins where the first of them does so. */
function findStart(source: SiteText, includers: Includers): HtmlState {
  const includer = includers.get(source.name.toLowerCase());
  if (includer?.text.references === undefined) return startOf(source);
  const { tags } = listOutputs(includer.text.source.text, includer.text.references.pieces, startOf(includer.text.source));
  return tags.find(({ offset }) => offset === includer.offset)?.state ?? startOf(source);
}
