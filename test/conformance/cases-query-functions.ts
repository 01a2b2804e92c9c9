import { expect } from "vitest";
import { organizationIds } from "../../portal-emulator/organization/organization-ids.ts";
import { operatorUserId, portalUserId } from "../../portal-emulator/organization/system-users.ts";
import { findsContacts } from "./ask-contacts.ts";
import { claims } from "./claims.ts";
import type { ConformanceEntry, Exchange } from "./frame.ts";
import { ids } from "./ordinary-rows.ts";

const functions = claims(
  "Web API: query functions of Dataverse",
  "https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/filter-rows#dataverse-query-functions",
);
const everybody = ["Marlow", "O'Neil", "Okafor"];
const words = (text: string): readonly string[] => text.split(" ");
const asked = (name: string, values = ""): string => `Microsoft.Dynamics.CRM.${name}(PropertyName='createdon'${values})`;
const two = ",PropertyValue=2";

const fiscalRows = {
  rows: {
    contact: [
      { lastname: "Summer", birthdate: "2025-09-30" },
      { lastname: "Autumn", birthdate: "2025-10-01" },
      { lastname: "Winter", birthdate: "2025-12-31" },
      { lastname: "March", birthdate: "2026-03-31" },
    ],
  },
};
const fiscal = (name: string, values: string): string => `Microsoft.Dynamics.CRM.${name}(PropertyName='birthdate'${values})`;
const inLastPeriod = ",PropertyValue1=4,PropertyValue2=2025";

const hierarchies = "https://learn.microsoft.com/power-apps/developer/data-platform/query-hierarchical-data";
const office = "acc00000-0000-4000-8000-000000000003";
const desk = "acc00000-0000-4000-8000-000000000004";
const accountRows = {
  account: [
    { accountid: office, name: "Example Office", parentaccountid: ids.works },
    { accountid: desk, name: "Example Desk", parentaccountid: office },
  ],
};
const ranked = (name: string, column: string, id: string): string =>
  `Microsoft.Dynamics.CRM.${name}(PropertyName='${column}',PropertyValue='${id}')`;

const userColumns = {
  settings: {
    "Webapi/contact/fields": "contactid,lastname,preferredsystemuserid,_preferredsystemuserid_value,mspp_userpreferredlcid",
  },
};
const clerkId = "05e70000-0000-4000-8000-000000000001";
const aideId = "05e70000-0000-4000-8000-000000000002";
const ofUser = (name: string): string => `Microsoft.Dynamics.CRM.${name}(PropertyName='preferredsystemuserid')`;
const ofUnit = (name: string): string => `Microsoft.Dynamics.CRM.${name}(PropertyName='contactid')`;

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
  functions.documented("InFiscalPeriodAndYear and its kin take the period as PropertyValue1 and the year as PropertyValue2.", {
    ...fiscalRows,
    steps: [
      findsContacts(fiscal("InFiscalPeriodAndYear", inLastPeriod), "Autumn", "Winter"),
      findsContacts(fiscal("InOrAfterFiscalPeriodAndYear", inLastPeriod), "Autumn", "March", "Winter"),
      findsContacts(fiscal("InOrBeforeFiscalPeriodAndYear", inLastPeriod), "Autumn", "Summer", "Winter"),
    ],
  }),
  functions.assumed(
    "The fiscal year of the organization begins on 1 January and has four quarters; last and next are whole years and periods.",
    {
      ...fiscalRows,
      steps: (
        [
          ["ThisFiscalYear", "", ["March"]],
          ["LastFiscalYear", "", ["Autumn", "Summer", "Winter"]],
          ["NextFiscalYear", "", []],
          ["ThisFiscalPeriod", "", ["March"]],
          ["LastFiscalPeriod", "", ["Autumn", "Winter"]],
          ["NextFiscalPeriod", "", []],
          ["InFiscalYear", ",PropertyValue=2025", ["Autumn", "Summer", "Winter"]],
          ["InFiscalPeriod", ",PropertyValue=1", ["March"]],
          ["LastXFiscalYears", two, ["Autumn", "Summer", "Winter"]],
          ["LastXFiscalPeriods", two, ["Autumn", "Summer", "Winter"]],
          ["NextXFiscalYears", two, []],
          ["NextXFiscalPeriods", two, []],
        ] satisfies [string, string, string[]][]
      ).map(([name, values, found]) => findsContacts(fiscal(name, values), ...found)),
    },
  ),
  functions.documented(
    "Above and Under follow the one hierarchical relationship of a table, whatever the depth, with or without the row itself.",
    {
      link: hierarchies,
      rows: accountRows,
      steps: [
        findsAccounts(ranked("Under", "accountid", ids.works), "Example Desk", "Example Office"),
        findsAccounts(ranked("UnderOrEqual", "accountid", ids.works), "Example Desk", "Example Office", "Example Works"),
        findsAccounts(ranked("Above", "accountid", desk), "Example Office", "Example Works"),
        findsAccounts(ranked("AboveOrEqual", "accountid", desk), "Example Desk", "Example Office", "Example Works"),
        findsAccounts(ranked("NotUnder", "accountid", ids.works), "Example Mill", "Example Works"),
      ],
    },
  ),
  functions.assumed("A lookup to such a table is above or under a row as well.", {
    rows: { ...accountRows, contact: [{ lastname: "Clerk", parentcustomerid: desk }] },
    steps: [
      findsContacts(ranked("Under", "parentcustomerid", ids.works), "Clerk"),
      findsContacts(ranked("UnderOrEqual", "parentcustomerid", ids.works), "Clerk", "Marlow"),
    ],
  }),
  functions.documented("A table without a hierarchical relationship, as contacts are, has no above and under.", {
    link: hierarchies,
    steps: [
      {
        ask: `GET /_api/contacts?$select=lastname&$filter=${ranked("Under", "contactid", ids.ada)}`,
        expect: { status: 400, json: { error: { message: expect.stringContaining("hierarchical") as string } } },
      },
    ],
  }),
  functions.assumed(
    "Of a visitor the user is the portal's application user, who has no team; a user's reports are those who name the user as manager, and theirs.",
    {
      site: userColumns,
      rows: {
        systemuser: [
          { systemuserid: clerkId, lastname: "Clerk", parentsystemuserid: portalUserId },
          { systemuserid: aideId, lastname: "Aide", parentsystemuserid: clerkId },
        ],
        contact: [
          { lastname: "Of the portal", preferredsystemuserid: portalUserId },
          { lastname: "Of the clerk", preferredsystemuserid: clerkId },
          { lastname: "Of the aide", preferredsystemuserid: aideId },
          { lastname: "Of another", preferredsystemuserid: operatorUserId },
        ],
      },
      steps: [
        findsContacts(ofUser("EqualUserId"), "Of the portal"),
        findsContacts(ofUser("NotEqualUserId"), "Of another", "Of the aide", "Of the clerk"),
        findsContacts(ofUser("EqualUserTeams")),
        findsContacts(ofUser("EqualUserOrUserTeams"), "Of the portal"),
        findsContacts(ofUser("EqualUserOrUserHierarchy"), "Of the aide", "Of the clerk", "Of the portal"),
        findsContacts(ofUser("EqualUserOrUserHierarchyAndTeams"), "Of the aide", "Of the clerk", "Of the portal"),
      ],
    },
  ),
  functions.assumed("Everybody, and every role, belongs to the organization's one business unit; the language of every user is English.", {
    site: userColumns,
    rows: {
      contact: [
        { lastname: "Unit", contactid: organizationIds.businessUnit, mspp_userpreferredlcid: 1033 },
        { lastname: "Elsewhere", mspp_userpreferredlcid: 1031 },
      ],
    },
    steps: [
      ...words("EqualBusinessId EqualRoleBusinessId").map((name) => findsContacts(ofUnit(name), "Unit")),
      findsContacts(ofUnit("NotEqualBusinessId"), "Elsewhere", ...everybody),
      findsContacts("Microsoft.Dynamics.CRM.EqualUserLanguage(PropertyName='mspp_userpreferredlcid')", "Unit"),
    ],
  }),
];

function findsAccounts(filter: string, ...names: readonly string[]): Exchange {
  return {
    ask: `GET /_api/accounts?$select=name&$orderby=name&$filter=${filter}`,
    expect: { status: 200, json: { value: names.map((name) => ({ name })) } },
  };
}
