import { describe, expect, it } from "vitest";
import { findNearNames, hintAtNames } from "../../pac-deploy/near-names.ts";

const names = ["tracker-ungated", "trackers-collide", "90040101", "90040120", "AttributePermissionIsMissing"];

describe("findNearNames", () => {
  it.each([
    ["tracker-ungatd", ["tracker-ungated"]],
    ["TRACKER-UNGATED", ["tracker-ungated"]],
    ["9004011", ["90040101"]],
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
