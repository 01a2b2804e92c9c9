import { createHash } from "node:crypto";
import { isLinkKey } from "./kinds.ts";
import type { FakeRecord, FakeValue } from "./records.ts";

/** Of the values that a YAML text stands for, absent, empty and nothing being three things. */
export const valuesSum = (values: Readonly<Record<string, FakeValue>>): string => hash(sorted(values));

/**
 * The checksum of the manifest. Pac's own recipe is not documented (64 hex digits, of neither file); this one changes when a value or a text does. Links have rows of
 * their own, and what is blank counts like what is absent, since neither is uploaded.
 */
export function recordChecksum({ values, texts }: Pick<FakeRecord, "values" | "texts">): string {
  const told = Object.fromEntries(Object.entries(values).filter(([key, value]) => !isLinkKey(key) && !isBlank(value)));
  const files = Object.fromEntries(Object.entries(texts).filter(([, text]) => text.length > 1));
  return hash([sorted(told), sorted(files)]);
}

export const linkChecksum = (record: string, link: string): string => hash([record, link]);

export const isBlank = (value: FakeValue): boolean => value === null || value === "" || (Array.isArray(value) && value.length === 0);

const hash = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("hex");

const sorted = (record: Readonly<Record<string, FakeValue>>): readonly (readonly [string, FakeValue])[] =>
  Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
