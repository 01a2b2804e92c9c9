import { describe, expect, it } from "vitest";
import { maskEmail, maskName, renderAge, renderContact, renderRemaining } from "../../../console/timeline/words.ts";

const contact = { id: "1", firstName: "Ada", lastName: "Example", email: "ada@example.com", outcome: "created" } as const;

describe("words", () => {
  it.each([
    [-5_000, "just now"],
    [4_999, "just now"],
    [5_000, "5 s ago"],
    [60_000, "1 min ago"],
    [3_599_000, "59 min ago"],
    [7_200_000, "2 h ago"],
    [86_400_000, "1 day ago"],
    [8 * 86_400_000, "8 days ago"],
  ])("an age of %d ms is %s", (ageMs, expected) => {
    expect(renderAge(1_000_000_000, 1_000_000_000 + ageMs)).toBe(expected);
  });

  it.each([
    [7 * 86_400_000, "7 days"],
    [47 * 3_600_000, "47 hours"],
    [60_000, "1 hour"],
    [-1, "0 hours"],
  ])("%d ms left is %s", (leftMs, expected) => {
    expect(renderRemaining(leftMs, 0)).toBe(expected);
  });

  it("masks names and addresses until they are to be shown", () => {
    expect(renderContact(contact, false)).toEqual({ name: "A••• E•••", email: "a•••@•••" });
    expect(renderContact(contact, true)).toEqual({ name: "Ada Example", email: "ada@example.com" });
    expect(renderContact({ ...contact, firstName: "", lastName: "", email: "" }, false)).toEqual({ name: "No name", email: "" });
  });

  it("keeps a letter outside the basic plane whole", () => {
    expect(maskName("𝒜da")).toBe("𝒜•••");
    expect(maskEmail("𝒜@example.com")).toBe("𝒜•••@•••");
  });
});
