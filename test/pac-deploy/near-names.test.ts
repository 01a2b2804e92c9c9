import { describe, expect, it } from "vitest";
import { countEdits, findNearNames, hintAtNames } from "../../pac-deploy/near-names.ts";

const names = ["tracker-ungated", "trackers-collide", "90040101", "90040120", "AttributePermissionIsMissing"];

describe("countEdits", () => {
  it.each([
    ["fields", "fields", 0],
    ["feilds", "fields", 1],
    ["field", "fields", 1],
    ["fieldss", "fields", 1],
    ["fjelds", "fields", 1],
    ["", "abc", 3],
    ["enabeld", "enabled", 1],
    ["eanbeld", "enabled", 2],
  ])("counts between %j and %j: %i", (one, other, expected) => {
    expect(countEdits(one, other)).toBe(expected);
    expect(countEdits(other, one)).toBe(expected);
  });
});

describe("findNearNames", () => {
  it.each([
    ["tracker-ungatd", ["tracker-ungated"]],
    ["TRACKER-UNGATED", ["tracker-ungated"]],
    ["9004011", ["90040101"]],
    ["tracker-ungaetd", ["tracker-ungated"]],
    ["attributepermission", ["AttributePermissionIsMissing"]],
    ["collide", ["trackers-collide"]],
    ["something-else", []],
    ["", []],
    ["-", []],
  ])("finds for %j: %j", (word, expected) => {
    expect(findNearNames(word, names).slice(0, Math.max(1, expected.length))).toEqual(expected);
  });

  it("says what to do where nothing is near", () => {
    expect(hintAtNames("zzz", names, "Ask.")).toBe("Ask.");
    expect(hintAtNames("collide", names, "Ask.")).toBe("Did you mean trackers-collide?");
  });
});
