import type { Schema } from "../../schema/schema.ts";
import { parsePath } from "../parse-path.ts";
import { bindKey } from "./bind-key.ts";
import type { RowReference } from "./payload.ts";
import { PayloadFault } from "./payload-fault.ts";

export interface ReferenceOptions {
  readonly schema: Schema;
  /** Address of the service, without a trailing slash; only its own addresses are taken. */
  readonly root: string;
  /** `$1` in a change set: the row an earlier part made. */
  readonly contentIds?: ReadonlyMap<string, RowReference>;
}

/**
 * Reads the address of a row in a body or in `$id`: absolute below the service's root, from the root of the host, or relative to the service.
 * Throws PayloadFault `malformed-address`, `foreign-address`, `unknown-set`, `unknown-key`.
 */
export function readReference(text: unknown, options: ReferenceOptions): RowReference {
  if (typeof text !== "string" || text.trim() === "")
    throw new PayloadFault("malformed-address", "", "The address of a row is not a text.");
  const url = text.trim();
  const made = /^\/?(\$\w+)$/u.exec(url)?.[1];
  if (made !== undefined) {
    const reference = options.contentIds?.get(made.slice(1));
    if (reference === undefined)
      throw new PayloadFault("malformed-address", url, `Content-ID Reference: '${made}' does not exist in the batch context.`);
    return { ...reference, url };
  }
  const path = parsePath(belowRoot(url, options.root), { takesAnyCharacter: true });
  if (path.kind !== "row" && path.kind !== "alternate-key")
    throw new PayloadFault("malformed-address", url, "Resource not found for the address of a row: it is not <entity set>(<key>).");
  const table = options.schema.findTableBySet(path.entitySet);
  if (table === undefined) throw new PayloadFault("unknown-set", path.entitySet, `Resource not found for the segment '${path.entitySet}'.`);
  return { table, key: bindKey(path, table), url };
}

/** The body of `.../$ref`: `{"@odata.id": "<address>"}`. */
export function readReferenceBody(body: Readonly<Record<string, unknown>>, options: ReferenceOptions): RowReference {
  const id = body["@odata.id"] ?? body["@id"];
  if (id === undefined)
    throw new PayloadFault("malformed-address", "@odata.id", "The body must hold the address of the row to relate as '@odata.id'.");
  return readReference(id, options);
}

function belowRoot(url: string, root: string): string {
  if (/^[a-z][a-z0-9+.-]*:|^\/\//iu.test(url)) {
    if (url.toLowerCase().startsWith(`${root.toLowerCase()}/`)) return url.slice(root.length + 1);
    throw new PayloadFault("foreign-address", url, "The address of a row belongs to another service.");
  }
  const rootPath = new URL(root).pathname.replace(/\/$/u, "");
  const path = url.startsWith(`${rootPath}/`) ? url.slice(rootPath.length) : url;
  return path.replace(/^\//u, "");
}
