import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyTextEdit } from "../../../site/edit-text.ts";
import { replaceScalar } from "../../../site/replace-scalar.ts";
import { undoReplacement } from "../../../pac-deploy/plan/undo-replacement.ts";
import type { Replacement } from "../../../pac-deploy/plan/kit-state.ts";

const key = "adx_value";
const ids = [
  "a1111111-1111-4111-8111-111111111111",
  "b1111111-1111-4111-8111-111111111111",
  "c1111111-1111-4111-8111-111111111111",
] as const;

function replace(text: string, recordId: string, value: string): { text: string; replacement: Replacement } {
  const edit = replaceScalar(text, recordId, key, value);
  return {
    text: applyTextEdit(text, edit),
    replacement: { path: "sitesetting.yml", recordId, key, before: edit.expected, after: edit.insert },
  };
}

/** How the value of a record may be written; undefined: no such key. */
const spellings: readonly (string | undefined)[] = [
  undefined,
  "",
  " ",
  " true",
  " false",
  " 'true'",
  ' "a,b"',
  " a, b",
  " >-\n    a,\n    b",
  " false # off for now",
];
const record = (id: string, value: string | undefined): string =>
  `- adx_name: n\n  adx_sitesettingid: ${id}\n  adx_source: 0\n${value === undefined ? "" : `  adx_value:${value}\n`}`;

describe("undoReplacement", () => {
  it("gives back every byte, whatever the other records hold", () => {
    const value = fc.constantFrom(...spellings);
    fc.assert(
      fc.property(
        fc.tuple(value, value, value),
        fc.constantFrom(...ids),
        fc.constantFrom("true", "a,b,c"),
        fc.boolean(),
        fc.boolean(),
        (values, id, wanted, isUpper, isCrlf) => {
          const lf = ids.map((one, index) => record(isUpper ? one.toUpperCase() : one, values[index])).join("");
          const text = isCrlf ? lf.replaceAll("\n", "\r\n") : lf;
          const changed = replace(text, id, wanted);
          fc.pre(changed.replacement.before !== changed.replacement.after);
          expect(undoReplacement(changed.text, changed.replacement)).toBe(text);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("leaves the same text in another record alone when the person has changed this one", () => {
    const { text, replacement } = replace(record(ids[0], undefined) + record(ids[1], " true"), ids[0], "true");
    expect(undoReplacement(text.replace("adx_value: true", "adx_value: mine"), replacement)).toBeUndefined();
  });

  it("does not fail when the person has deleted the record", () => {
    const { replacement } = replace(record(ids[0], " false") + record(ids[1], " x"), ids[0], "true");
    expect(undoReplacement(record(ids[1], " true"), replacement)).toBeUndefined();
  });

  it("finds its value after git has changed the line ends", () => {
    const before = record(ids[0], undefined) + record(ids[1], " x");
    const { text, replacement } = replace(before, ids[0], "true");
    expect(undoReplacement(text.replaceAll("\n", "\r\n"), replacement)).toBe(before.replaceAll("\n", "\r\n"));
  });
});
