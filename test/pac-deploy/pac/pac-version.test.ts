import { describe, expect, it } from "vitest";
import { compareVersions, parsePacVersion } from "../../../pac-deploy/pac/pac-version.ts";

describe("parsePacVersion", () => {
  it.each([
    ["Microsoft PowerPlatform CLI\nVersion: 1.34.4+gbc3320d\nOnline documentation: https://aka.ms/PowerPlatformCLI", "1.34.4"],
    ["Microsoft PowerPlatform CLI\r\nVersion: 2.4.1+g3799f3e (.NET 10.0.5)\r\n", "2.4.1"],
    ["Version: 1.49.4+g406813e (.NET Framework 4.8.9221.0)", "1.49.4"],
    ["2.8.1", "2.8.1"],
    ["You need .NET 8.0.1\nVersion: 2.8.1", "2.8.1"],
    ["pac: command not found", undefined],
    ["To run it, install .NET 8.0.11 from https://aka.ms/dotnet", undefined],
    ["", undefined],
  ])("reads %j", (output, expected) => {
    expect(parsePacVersion(output)).toBe(expected);
  });
});

describe("compareVersions", () => {
  it.each([
    ["1.9.0", "1.32.0", -1],
    ["2.0.0", "1.99.9", 1],
    ["1.44.0", "1.44.0", 0],
    ["1.44.1", "1.44.0", 1],
  ])("compares %s with %s", (a, b, sign) => {
    expect(Math.sign(compareVersions(a, b))).toBe(sign);
  });
});
