import { parseCase, parseIf } from "./branches.ts";
import { parseIfChanged, parseIgnoredBody, parseSubstitution, parseVerbatimBody } from "./bodies.ts";
import { parseComponent, parseForm, parseLog, parseStrayEnd, parseView } from "./components.ts";
import { parseEditable } from "./editable.ts";
import { parseFetchXml } from "./fetch-xml.ts";
import { parseInclude } from "./include.ts";
import { parseBlock, parseExtends } from "./inheritance.ts";
import { parseBreak, parseContinue, parseFor, parseTableRow } from "./loops.ts";
import type { PageTag, ParseTag, TagTable } from "./page-tag.ts";
import { parseOutputCache, parseParam, parseRedirect } from "./response-tags.ts";
import { parseAssign, parseCapture, parseCounter, parseCycle } from "./variables.ts";

const liquidTags: Readonly<Record<string, ParseTag>> = {
  assign: parseAssign,
  block: parseBlock,
  break: parseBreak,
  capture: parseCapture,
  case: parseCase,
  chart: parseComponent("chart"),
  codecomponent: parseComponent("codecomponent"),
  continue: parseContinue,
  cycle: parseCycle,
  decrement: parseCounter(-1),
  editable: parseEditable,
  endentityform: parseStrayEnd,
  endoutputcache: parseStrayEnd,
  endwebform: parseStrayEnd,
  entityform: parseForm("entityform"),
  entitylist: parseView("entitylist"),
  entityview: parseView("entityview"),
  extends: parseExtends,
  fetchxml: parseFetchXml,
  for: parseFor,
  if: parseIf(true),
  ifchanged: parseIfChanged,
  include: parseInclude,
  increment: parseCounter(1),
  log: parseLog,
  outputcache: parseOutputCache,
  param: parseParam,
  powerbi: parseComponent("powerbi"),
  rating: parseComponent("rating"),
  redirect: parseRedirect,
  searchindex: parseView("searchindex"),
  tablerow: parseTableRow,
  unless: parseIf(false),
  webform: parseForm("webform"),
};

const rawBodyTags: Readonly<Record<string, ParseTag>> = {
  comment: parseIgnoredBody,
  literal: parseVerbatimBody,
  manifest: parseIgnoredBody,
  raw: parseVerbatimBody,
  substitution: parseSubstitution,
};

/** Every tag of the portal. https://learn.microsoft.com/power-pages/configure/liquid/liquid-tags */
export const pageTags: TagTable = new Map<string, PageTag>([
  ...Object.entries(liquidTags).map(([name, parse]): [string, PageTag] => [name, { parse, rawBody: false }]),
  ...Object.entries(rawBodyTags).map(([name, parse]): [string, PageTag] => [name, { parse, rawBody: true }]),
]);
