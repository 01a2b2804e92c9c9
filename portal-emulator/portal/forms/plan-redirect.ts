import type { FormRecord } from "../../../site/parse-forms.ts";
import { isTrue, referenceOf, textOf } from "../../../site/site-rows.ts";
import type { Row } from "../../store/store.ts";
import type { FormCall } from "./form-call.ts";
import { FormRefusal } from "./form-permissions.ts";

/** The row a form has just written. */
export interface WrittenRow {
  readonly id: string;
  readonly row: Row | undefined;
}

/**
 * Where a form or a redirect step leads, with what its record appends: the row's id, the query of this page, a text, a column of the row, in that order.
 * The site's own pages come as paths. An address without a scheme gets https (engine source of the 8.x ancestor), a path stays one (assumed). Throws
 * FormRefusal when the record leads nowhere. https://learn.microsoft.com/power-pages/configure/basic-forms
 */
export function planRedirect({ index, url }: FormCall, form: FormRecord, written: WrittenRow | undefined): string {
  const { values } = form;
  const address = textOf(values, "redirecturl")?.trim() ?? "";
  const page = index.pageById(referenceOf(values, "redirectwebpage"));
  const target = address === "" ? page?.url : /^https?:|^\//i.test(address) ? address : `https://${address}`;
  if (target === undefined)
    throw new FormRefusal(`The form "${form.name}" redirects on success, and its record names no address and no page of the site.`);
  const isOwn = target.startsWith("/");
  if (!URL.canParse(target, url.origin)) throw new FormRefusal(`The form "${form.name}" redirects to what is no address: ${target}`);
  const location = new URL(target, url.origin);
  const query = location.searchParams;
  if (isTrue(values, "redirecturlappendentityidquerystring") && written !== undefined)
    query.append(textOf(values, "redirecturlquerystringname") || "id", written.id);
  if (isTrue(values, "appendquerystring")) for (const [name, value] of url.searchParams) query.append(name, value);
  for (const [name, value] of new URLSearchParams(textOf(values, "redirecturlcustomquerystring") ?? "")) query.append(name, value);
  const name = textOf(values, "redirecturlquerystringattributeparamname") ?? "";
  const cell = written?.row?.[textOf(values, "redirecturlquerystringattribute") ?? ""];
  if (name !== "" && cell !== undefined && cell !== null) query.append(name, String(cell));
  return isOwn ? location.pathname + location.search + location.hash : location.href;
}
