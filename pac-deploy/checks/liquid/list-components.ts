import type { ComponentReference } from "../../../liquid/liquid-references.ts";
import { listOutputs } from "./list-outputs.ts";
import type { LiquidText } from "./read-site-liquid.ts";

/** Forms and lists that a text shows: without those in a comment of HTML, where nobody sees whether they are there. */
export function listComponents({ source, references }: LiquidText): readonly ComponentReference[] {
  if (references === undefined) return [];
  const mayBeHidden = references.components.some(
    ({ offset }) => source.text.lastIndexOf("<!--", offset) > source.text.lastIndexOf("-->", offset),
  );
  // Reading the whole page takes long, and few have one.
  if (!mayBeHidden) return references.components;
  const { tags } = listOutputs(source.text, references.pieces, { kind: "text" });
  const hidden = new Set(tags.flatMap(({ offset, state }) => (state.kind === "comment" ? offset : [])));
  return references.components.filter(({ offset }) => !hidden.has(offset));
}
