import { expect } from "vitest";
import { findsContacts } from "./ask-contacts.ts";
import { claims } from "./claims.ts";
import type { ConformanceEntry } from "./frame.ts";

const functions = claims(
  "Web API: query functions of Dataverse",
  "https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/filter-rows#dataverse-query-functions",
);
const everybody = ["Marlow", "O'Neil", "Okafor"];
const words = (text: string): readonly string[] => text.split(" ");
const asked = (name: string, values = ""): string => `Microsoft.Dynamics.CRM.${name}(PropertyName='createdon'${values})`;
const two = ",PropertyValue=2";

/** The ordinary contacts were created at the moment by which the emulator's clock stands. */
export const queryFunctionCases: readonly ConformanceEntry[] = [
  functions.documented("Named stretches of time take a column alone: this one finds what was made now, the last and the next do not.", {
    steps: [
      ...words("Today ThisWeek ThisMonth ThisYear Last7Days Next7Days").map((name) => findsContacts(asked(name), ...everybody)),
      ...words("Yesterday Tomorrow LastWeek LastMonth LastYear NextWeek NextMonth NextYear").map((name) => findsContacts(asked(name))),
    ],
  }),
  functions.documented(
    "Stretches of so many hours, days, weeks, months or years reach from now, back or ahead; older is what lies before one.",
    {
      steps: [
        ...words("Hours Days Weeks Months Years").flatMap((unit) => [
          findsContacts(asked(`LastX${unit}`, two), ...everybody),
          findsContacts(asked(`NextX${unit}`, two), ...everybody),
        ]),
        ...words("Minutes Hours Days Weeks Months Years").map((unit) => findsContacts(asked(`OlderThanX${unit}`, two))),
      ],
    },
  ),
  functions.documented("On, OnOrAfter and OnOrBefore compare with a day.", {
    rows: { contact: [{ lastname: "Dated", birthdate: "2000-02-29" }] },
    steps: (
      [
        ["On", "2000-02-29", ["Dated"]],
        ["On", "2000-03-01", []],
        ["OnOrAfter", "2000-02-29", ["Dated"]],
        ["OnOrAfter", "2000-03-01", []],
        ["OnOrBefore", "2000-02-29", ["Dated"]],
        ["OnOrBefore", "2000-02-28", []],
      ] satisfies [string, string, string[]][]
    ).map(([name, day, found]) =>
      findsContacts(`Microsoft.Dynamics.CRM.${name}(PropertyName='birthdate',PropertyValue='${day}')`, ...found),
    ),
  }),
  functions.documented("NotBetween leaves out what lies between two values, and what has none.", {
    steps: [findsContacts("Microsoft.Dynamics.CRM.NotBetween(PropertyName='numberofchildren',PropertyValues=['1','5'])", "Okafor")],
  }),
  functions.documented("Those of fiscal periods, hierarchies, teams, business units and languages are not built, and say so.", {
    steps: [
      ...words("LastFiscalPeriod LastFiscalYear NextFiscalPeriod NextFiscalYear ThisFiscalPeriod ThisFiscalYear").map((name) =>
        asked(name),
      ),
      ...words("InFiscalPeriod InFiscalYear LastXFiscalPeriods LastXFiscalYears NextXFiscalPeriods NextXFiscalYears").map((name) =>
        asked(name, two),
      ),
      ...words("InFiscalPeriodAndYear InOrAfterFiscalPeriodAndYear InOrBeforeFiscalPeriodAndYear").map((name) =>
        asked(name, ",PropertyValues=['1','2026']"),
      ),
      ...words("Above AboveOrEqual Under UnderOrEqual NotUnder").map(
        (name) => `Microsoft.Dynamics.CRM.${name}(PropertyName='contactid',PropertyValue='#{ada}')`,
      ),
      ...words(
        "EqualBusinessId NotEqualBusinessId EqualUserLanguage EqualUserOrUserHierarchy EqualUserOrUserHierarchyAndTeams EqualUserOrUserTeams EqualUserTeams",
      ).map((name) => `Microsoft.Dynamics.CRM.${name}(PropertyName='contactid')`),
    ].map((filter) => ({
      ask: `GET /_api/contacts?$select=lastname&$filter=${filter}`,
      expect: { status: 501, json: { error: { message: expect.stringContaining("is not built in the emulator") as string } } },
    })),
  }),
];
