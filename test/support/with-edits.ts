import type { SiteEdit } from "../../contract/edit.ts";
import { applyTextEdit } from "../../site/edit-text.ts";
import { parseSite } from "../../site/parse-site.ts";
import type { Site } from "../../site/site.ts";

/** The site as it reads with edits made that go into files it has. */
export function withEdits(site: Site, edits: readonly SiteEdit[]): Site {
  const texts = new Map(site.texts);
  // From the end of each file, so that the places of the others stay.
  for (const edit of edits.toSorted((a, b) => ("offset" in a && "offset" in b ? b.offset - a.offset : 0))) {
    if (edit.kind !== "edit") throw new Error("Only edits are made here.");
    texts.set(edit.path, applyTextEdit(texts.get(edit.path) ?? "", edit));
  }
  return parseSite(texts, site.folder, { otherPaths: site.webFiles.flatMap(({ contentPath }) => contentPath ?? []) });
}
