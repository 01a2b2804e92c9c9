import { createHash } from "node:crypto";
import { QueryFault } from "../odata/query-fault.ts";
import type { CellValue, OrderKey } from "../store/store.ts";

/** Where the next page begins. */
export type PagePlace =
  /** Behind this row: the values of the order's keys, then its id. Rows that come or go meanwhile move nothing. */
  | { readonly page: number; readonly kind: "after"; readonly values: readonly CellValue[]; readonly id: string }
  /** After so many rows, where the order cannot be gone on from by values. */
  | { readonly page: number; readonly kind: "skip"; readonly rows: number };

/** What the token belongs to: it is refused by a query with another table or order. */
export interface PagedOrder {
  readonly table: string;
  readonly orderBy: readonly OrderKey[];
}

/** The paging cookie as Dataverse wraps it; its inside is ours and means nothing to a client. */
export function renderPageToken(place: PagePlace, order: PagedOrder): string {
  return `<cookie pagenumber="${place.page}" pagingcookie="${renderCookie(place, order)}" istracking="False" />`;
}

export function renderCookie(place: PagePlace, order: PagedOrder): string {
  const text = Buffer.from(JSON.stringify(place)).toString("base64url");
  return `${text}.${digest(text, order)}`;
}

/** Throws QueryFault `syntax` for a token that was changed, or that another query gave. */
export function parsePageToken(token: string, order: PagedOrder): PagePlace {
  const [, cookie] = /^<cookie pagenumber="\d+" pagingcookie="([^"]*)" istracking="False" \/>$/u.exec(token) ?? [];
  if (cookie === undefined) {
    throw malformed();
  }
  return parseCookie(cookie, order);
}

export function parseCookie(cookie: string, order: PagedOrder): PagePlace {
  const [text = "", sum] = cookie.split(".");
  if (sum !== digest(text, order)) {
    throw malformed();
  }
  // Only we make tokens with a right digest.
  return JSON.parse(Buffer.from(text, "base64url").toString()) as PagePlace;
}

function digest(text: string, { table, orderBy }: PagedOrder): string {
  const keys = orderBy.map(({ column, descending, via = [], byShown }) => [column, descending, via.map(({ name }) => name), byShown]);
  return createHash("sha256")
    .update(JSON.stringify([table, keys, text]))
    .digest("base64url")
    .slice(0, 22);
}

function malformed(): QueryFault {
  return new QueryFault("syntax", "Malformed XML in the paging cookie: it was changed, or it belongs to another query.");
}
