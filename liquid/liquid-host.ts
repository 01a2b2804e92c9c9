import type { Later } from "./values/later.ts";

/** One text with Liquid in it: a web template, a page copy, a snippet's value, a page's custom JavaScript. */
export interface LiquidSource {
  /** Path inside the site folder, or any name a person recognises; problems carry it. */
  readonly path: string;
  readonly text: string;
}

/** What a FetchXML query found, as `{% fetchxml %}` hands it to the page. */
export interface FetchXmlAnswer {
  /** Rows; a member is a column's logical name. */
  readonly entities: readonly object[];
  readonly moreRecords: boolean;
  /** -1 where it was not asked for. */
  readonly totalRecordCount: number;
  readonly totalRecordCountLimitExceeded?: boolean;
  /** Logical name of the table. */
  readonly entityName: string;
  readonly pagingCookie?: string;
  /** false: the visitor may not read the table; `entities` is empty then. */
  readonly permissionGranted: boolean;
  readonly globalPermissionGranted?: boolean;
  readonly rulesExist?: boolean;
}

export const formKinds = ["entityform", "webform"] as const;
export type FormKind = (typeof formKinds)[number];

/** Single tags that print a component. */
export const componentKinds = ["powerbi", "codecomponent", "chart", "rating"] as const;
export type ComponentKind = (typeof componentKinds)[number];

/** Block tags that put an object of their own name at the disposal of their body. */
export const viewKinds = ["entitylist", "entityview", "searchindex"] as const;
export type ViewKind = (typeof viewKinds)[number];

export type TagArguments = Readonly<Record<string, unknown>>;

/** Where the tag of a view stands. */
export interface ViewPlace {
  /** The object of the `entitylist` around it. */
  readonly list: object | undefined;
  /** What its author should know and the page does not show. */
  readonly warn: (message: string) => void;
}

/** The tag that shows a form. */
export interface FormPlace {
  /** Says at the tag what of the form is assumed or not rendered. */
  notice(message: string): void;
  /** A text of the form as Liquid, with the page's objects and variables of its own. */
  render(source: LiquidSource): Later<string>;
}

/** Where sources on the portal's engine disagree: what it does. */
export interface LiquidDialect {
  /** What `replace` and `replace_first` look for: the text as it stands, or a .NET regular expression. */
  readonly replacedText: "literal" | "pattern";
  /** What `default` stands in for: nil alone, or empty texts and lists too. */
  readonly missingValues: "nil" | "nil-and-empty";
  /** A filter that the portal has not: hands its input on, or prints an error in its place. */
  readonly unknownFilters: "input" | "error";
  /** A tag or output over several lines: rendered, or an error in place of the whole source. */
  readonly tagsOverLines: "rendered" | "refused";
}

export const defaultDialect: LiquidDialect = {
  replacedText: "literal",
  missingValues: "nil",
  unknownFilters: "input",
  tagsOverLines: "rendered",
};

/** What the engine asks of whoever knows the site. Only `findTemplate` and `now` are required; what is missing shows as a placeholder and a problem. */
export interface LiquidHost {
  /** A web template by its record name; the host compares without regard to case. */
  findTemplate(name: string): LiquidSource | undefined;
  /** The same by the record's id, for the filter `web_template`. */
  findTemplateById?(id: string): LiquidSource | undefined;
  /** `defaultDialect` where there is none. */
  readonly dialect?: LiquidDialect;
  /** The file whose whole text this is, such as a page's copy: problems in it are reported there. */
  findFile?(text: string): string | undefined;
  fetchXml?(xml: string): Later<FetchXmlAnswer>;
  renderForm?(kind: FormKind, arguments_: TagArguments, place: FormPlace): Later<string>;
  renderComponent?(kind: ComponentKind, arguments_: TagArguments): Later<string>;
  /** The object of a list, view or search; undefined: there is none, and the tag's body is left out. */
  openView?(kind: ViewKind, arguments_: TagArguments, place: ViewPlace): Later<object | undefined>;
  /** A filter over tables of the portal: `category_number`, `currency`, `metafilters`, `popular`, `recent`, `related`, `search_filter_options`, `top`, `top_level` … */
  applyFilter?(name: string, input: unknown, arguments_: readonly unknown[]): unknown;
  /** `{% redirect sitemarker: 'Name' %}`: the page is not to be sent, the browser goes there instead. */
  redirect?(url: string): void;
  /** `{% log %}`: prints nothing. */
  log?(level: string, message: string): void;
  now(): Date;
  /** From 0 up to 1, for the filters `random` and `shuffle`; the machine's by default. */
  random?(): number;
}

export const problemKinds = ["syntax", "runtime", "unknown-tag", "unknown-filter", "missing-template", "unsupported"] as const;
export type ProblemKind = (typeof problemKinds)[number];

/** Something about a source that a person should know; line and column count from 1. */
export interface LiquidProblem {
  readonly kind: ProblemKind;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** The tag, filter or template meant. */
  readonly name?: string;
  readonly message: string;
}
