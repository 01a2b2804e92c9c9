import { describe, expect, it } from "vitest";
import { listIdRanges } from "../../../portal-emulator/insights/list-id-ranges.ts";
import { createWorld } from "./world.ts";

describe("listIdRanges", () => {
  it.each([0, 1, 2, 3, 6, 7])("takes %i rows apart, each in one range", (count) => {
    const { store } = createWorld();
    store.insertMany(
      "contact",
      Array.from({ length: count }, () => ({ lastname: "Example" })),
    );
    const ranges = [...listIdRanges(store, { name: "contact", primaryId: "contactid" }, 3)].map((filter) =>
      store.query("contact", { filter }).map((row) => row["contactid"]),
    );
    expect(ranges.every((ids) => ids.length <= 3)).toBe(true);
    expect(ranges.flat()).toEqual(store.query("contact").map((row) => row["contactid"]));
  });
});
