import { describe, expect, it } from "vitest";
import { parseAuthList } from "../../../pac-deploy/pac/parse-auth-list.ts";

/** The layout of pac 2.8: empty cells, and an environment whose name holds blanks. */
const recent = [
  "Index Active Kind      Name       User                                 Cloud  Type            Environment           Environment Url",
  "[1]          UNIVERSAL            ada@contoso.com                      Public OperatingSystem",
  "[2]   *      UNIVERSAL contoso-ci f906614e-e545-4be0-a5e6-e802941fb305 Public Application     Contoso's Environment https://Contoso.crm4.dynamics.com/",
];
const ada = {
  index: 1,
  name: undefined,
  isActive: false,
  kind: "OperatingSystem",
  scope: "UNIVERSAL",
  identity: "ada@contoso.com",
  cloud: "Public",
  environment: undefined,
};
const ci = {
  index: 2,
  name: "contoso-ci",
  isActive: true,
  kind: "Application",
  scope: "UNIVERSAL",
  identity: "f906614e-e545-4be0-a5e6-e802941fb305",
  cloud: "Public",
  environment: "https://contoso.crm4.dynamics.com",
};

describe("parseAuthList", () => {
  it.each([
    ["line feeds", recent.join("\n")],
    ["carriage returns with line feeds", recent.join("\r\n")],
    ["colours", recent.map((line) => `\u001B[33m${line}\u001B[0m`).join("\n")],
    ["a byte order mark and the banner before it", `\uFEFFMicrosoft PowerPlatform CLI\nVersion: 2.8.1\n\n${recent.join("\n")}\n\n`],
    ["a notice after it", `${recent.join("\n")}\n\nA newer version of Microsoft.PowerApps.CLI has been found.`],
  ])("reads every profile with %s", (_, output) => {
    expect(parseAuthList(output)).toEqual([ada, ci]);
  });

  it("joins rows that a narrow terminal has cut", () => {
    const wrapped = recent.flatMap((line) => line.match(/.{1,100}/g) ?? []);
    expect(parseAuthList(wrapped.join("\n"))).toEqual([ada, ci]);
  });

  it("reads the columns of older versions", () => {
    const output = [
      "Index Active Kind      Name Friendly Name Url                                User            Cloud  Type",
      "[1]   *      UNIVERSAL      Contoso Dev   https://contoso.crm4.dynamics.com/ ada@contoso.com Public User",
      "[2]          DATAVERSE test               https://test.crm.dynamics.com/     ada@contoso.com UsGov  User",
    ].join("\n");
    expect(parseAuthList(output)).toMatchObject([
      { index: 1, isActive: true, kind: "User", scope: "UNIVERSAL", name: undefined, environment: "https://contoso.crm4.dynamics.com" },
      { index: 2, isActive: false, scope: "DATAVERSE", name: "test", cloud: "UsGov", environment: "https://test.crm.dynamics.com" },
    ]);
  });

  it("reads names that are not English", () => {
    const output = [
      "Index Active Kind      Name   User            Cloud  Type Environment  Environment Url",
      "[1]   *      UNIVERSAL Möwe 海 ada@contoso.com Public User Köln Prüfung https://koeln.crm4.dynamics.com/",
    ].join("\n");
    expect(parseAuthList(output)).toMatchObject([{ name: "Möwe 海", environment: "https://koeln.crm4.dynamics.com" }]);
  });

  it("trusts no column of a row whose columns stand elsewhere, and reads what stands for itself", () => {
    const output = [
      "Index Active Kind      Name User            Cloud  Type Environment Environment Url",
      "[1]   *      UNIVERSAL 環境の名前 ada@contoso.com Public User 環境 https://contoso.crm7.dynamics.com/",
    ].join("\n");
    expect(parseAuthList(output)).toEqual([
      {
        index: 1,
        name: undefined,
        isActive: true,
        kind: "User",
        scope: "UNIVERSAL",
        identity: "ada@contoso.com",
        cloud: "Public",
        environment: "https://contoso.crm7.dynamics.com",
      },
    ]);
  });

  it("reads rows under a header it does not know", () => {
    const output = "Nr Aktiv Art\n[3]   *      UNIVERSAL x ada@contoso.com Public User Test https://contoso.crm4.dynamics.com/";
    expect(parseAuthList(output)).toMatchObject([{ index: 3, isActive: true, environment: "https://contoso.crm4.dynamics.com" }]);
  });

  it.each([
    ["nothing", ""],
    ["no profiles", "No profiles were found on this computer. Please run 'pac auth create' to create one."],
    ["an error", "Error: Persistence check failed. [0] retries"],
    ["a header alone", recent[0] ?? ""],
  ])("finds no profile in %s", (_, output) => {
    expect(parseAuthList(output)).toEqual([]);
  });
});
