import { describe, expect, it } from "vitest";
import { ConditionFault, parseStepCondition } from "../../../../portal-emulator/portal/forms/step-condition.ts";
import { contactTable } from "../../../../portal-emulator/schema/contact-table.ts";

const row = { lastname: "Doe", gendercode: 2, creditonhold: true, numberofchildren: 3, jobtitle: null };

describe("the condition of a step", () => {
  it.each([
    ["gendercode = 2", true],
    ["gendercode == 3", false],
    ["gendercode != 3", true],
    ["numberofchildren > 2 & numberofchildren < 4", true],
    ["numberofchildren >= 3 & numberofchildren <= 2", false],
    ["lastname = doe", true],
    ["lastname = 'Doe'", true],
    ["creditonhold = true", true],
    ["creditonhold == false", false],
    ["creditonhold = 1", true],
    ["lastname =* D*", true],
    ["lastname ~= *x*", false],
    ["lastname !=* D*", false],
    ["lastname ==* D.e", false],
    ["jobtitle = null", true],
    ["jobtitle = x", false],
    ["jobtitle > 1", false],
    ["!(gendercode = 2)", false],
    ["! lastname = x", true],
    ["gendercode = 1 | gendercode = 2 & lastname = Doe", true],
    ["(gendercode = 1 | gendercode = 2) & lastname = x", false],
    ["LastName = Doe", true],
  ])("%s is %s", (text, expected) => {
    expect(parseStepCondition(text, contactTable)(row)).toBe(expected);
  });

  it.each([
    "",
    "lastname",
    "= 2",
    "(lastname = x",
    "lastname = x)",
    "pk_missing = 1",
    "lastname ? x",
    "(".repeat(10_000),
    "!".repeat(10_000),
  ])("refuses what is none: %#", (text) => {
    expect(() => parseStepCondition(text, contactTable)).toThrow(ConditionFault);
  });
});
