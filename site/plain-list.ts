import { parsePlainYaml } from "./plain-yaml.ts";
import type { YamlRecord } from "./plain-yaml.ts";

/** A list as `pac` writes it, with the offsets at which its records begin. */
export interface PlainList {
  readonly records: readonly YamlRecord[];
  /** One for each record: where its `- ` stands. */
  readonly starts: readonly number[];
  readonly lineEnd: "\n" | "\r\n";
}

/** undefined: no such list, or one whose lines end in different ways or hold nothing, where a full parser has to say what belongs to which record. */
export function parsePlainList(text: string): PlainList | undefined {
  if (!text.startsWith("- ")) return undefined;
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  const isMixed = lineEnd === "\n" ? text.includes("\r") || !text.includes("\n") : /(?:^|[^\r])\n|\r(?!\n)/.test(text);
  if (isMixed || /\n\r?\n(?:- |\r?\n|$)/.test(text)) return undefined;
  const records = parsePlainYaml(text);
  if (records === undefined) return undefined;
  const starts = [0];
  for (let at = text.indexOf("\n- "); at >= 0; at = text.indexOf("\n- ", at + 1)) starts.push(at + 1);
  return starts.length === records.length ? { records, starts, lineEnd } : undefined;
}
