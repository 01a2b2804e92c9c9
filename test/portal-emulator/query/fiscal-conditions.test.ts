import { afterAll, describe, expect, test } from "vitest";
import { openStandard } from "./ask-standard.ts";

const days = ["2024-12-31", "2025-01-01", "2025-09-30", "2025-10-01", "2025-12-31", "2026-01-01", "2026-03-31", "2026-04-01", "2027-01-01"];
const organization = openStandard(new Date("2026-03-04T05:06:07Z"), {
  contact: [
    { lastname: "never" },
    // A day, and the last moment of it.
    ...days.map((day) => ({ lastname: day, birthdate: day, lastusedincampaign: `${day}T23:59:59Z` })),
    { lastname: "1950-11-05", birthdate: "1950-11-05", lastusedincampaign: "1950-11-05T00:00:00Z" },
  ],
});
afterAll(() => organization.store.close());

describe("fiscal conditions find days and moments", () => {
  test.each<[string, readonly string[]]>([
    ["ThisFiscalYear(PropertyName='?')", ["2026-01-01", "2026-03-31", "2026-04-01"]],
    ["LastFiscalYear(PropertyName='?')", ["2025-01-01", "2025-09-30", "2025-10-01", "2025-12-31"]],
    ["NextFiscalYear(PropertyName='?')", ["2027-01-01"]],
    ["ThisFiscalPeriod(PropertyName='?')", ["2026-01-01", "2026-03-31"]],
    ["LastFiscalPeriod(PropertyName='?')", ["2025-10-01", "2025-12-31"]],
    ["NextFiscalPeriod(PropertyName='?')", ["2026-04-01"]],
    ["LastXFiscalYears(PropertyName='?',PropertyValue=1)", ["2025-01-01", "2025-09-30", "2025-10-01", "2025-12-31"]],
    ["LastXFiscalYears(PropertyName='?',PropertyValue=2)", ["2024-12-31", "2025-01-01", "2025-09-30", "2025-10-01", "2025-12-31"]],
    ["NextXFiscalYears(PropertyName='?',PropertyValue=2)", ["2027-01-01"]],
    ["NextXFiscalYears(PropertyName='?',PropertyValue=100000)", ["2027-01-01"]],
    ["LastXFiscalPeriods(PropertyName='?',PropertyValue=2)", ["2025-09-30", "2025-10-01", "2025-12-31"]],
    ["NextXFiscalPeriods(PropertyName='?',PropertyValue=4)", ["2026-04-01", "2027-01-01"]],
    ["InFiscalYear(PropertyName='?',PropertyValue=2024)", ["2024-12-31"]],
    ["InFiscalPeriod(PropertyName='?',PropertyValue=4)", ["1950-11-05", "2024-12-31", "2025-10-01", "2025-12-31"]],
    [
      "not Microsoft.Dynamics.CRM.InFiscalPeriod(PropertyName='?',PropertyValue=1)",
      ["1950-11-05", "2024-12-31", "2025-09-30", "2025-10-01", "2025-12-31", "2026-04-01"],
    ],
    ["InFiscalPeriodAndYear(PropertyName='?',PropertyValue1=4,PropertyValue2=2025)", ["2025-10-01", "2025-12-31"]],
    ["InFiscalPeriodAndYear(PropertyValue2=2025,PropertyValue1=4,PropertyName='?')", ["2025-10-01", "2025-12-31"]],
    ["InOrAfterFiscalPeriodAndYear(PropertyName='?',PropertyValue1=2,PropertyValue2=2026)", ["2026-04-01", "2027-01-01"]],
    ["InOrBeforeFiscalPeriodAndYear(PropertyName='?',PropertyValue1=4,PropertyValue2=2024)", ["1950-11-05", "2024-12-31"]],
    ["InOrBeforeFiscalPeriodAndYear(PropertyName='?',PropertyValue1=4,PropertyValue2=9999)", ["1950-11-05", ...days]],
  ])("%s", (text, expected) => {
    const filter = text.startsWith("not ") ? text : `Microsoft.Dynamics.CRM.${text}`;
    for (const column of ["birthdate", "lastusedincampaign"]) {
      expect(organization.find("contact", filter.replace("?", column))).toEqual(expected);
    }
  });
});

test.each([
  ["ThisFiscalYear(PropertyName='lastname')", "type-mismatch"],
  ["InFiscalPeriod(PropertyName='lastname',PropertyValue=1)", "type-mismatch"],
  ["ThisFiscalYear(PropertyName='birthdate',PropertyValue=1)", "syntax"],
  ["InFiscalYear(PropertyName='birthdate')", "syntax"],
  ["InFiscalYear(PropertyName='birthdate',PropertyValue=10000)", "type-mismatch"],
  ["InFiscalYear(PropertyName='birthdate',PropertyValue='now')", "type-mismatch"],
  ["InFiscalPeriod(PropertyName='birthdate',PropertyValue=5)", "type-mismatch"],
  ["InFiscalPeriod(PropertyName='birthdate',PropertyValue=0)", "type-mismatch"],
  ["InFiscalPeriodAndYear(PropertyName='birthdate',PropertyValue1=1)", "syntax"],
  ["InFiscalPeriodAndYear(PropertyName='birthdate',PropertyValue1=2026,PropertyValue2=1)", "type-mismatch"],
  ["LastXFiscalYears(PropertyName='birthdate',PropertyValue=0)", "type-mismatch"],
])("refuses %s", (text, code) => {
  expect(() => organization.find("contact", `Microsoft.Dynamics.CRM.${text}`)).toThrow(
    expect.objectContaining({ name: "QueryFault", code }),
  );
});
