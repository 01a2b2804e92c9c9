import { afterEach, describe, expect, test } from "vitest";
import { contoso, setUpFakeSite, type FakeSetup } from "./fake-site.ts";

let site: FakeSetup;
afterEach(() => site.remove());

describe("the commands beside the transfers", () => {
  test.each(["--version", "help"])("%s prints the banner with the version", async (word) => {
    site = setUpFakeSite("enhanced", { version: "2.8.1" });
    expect(await site.run(word)).toMatchObject({
      exitCode: 0,
      output: expect.stringMatching(/Microsoft PowerPlatform CLI\nVersion: 2\.8\.1\+/),
    });
  });

  test("auth list prints the profiles in columns, the active one with a star", async () => {
    site = setUpFakeSite();
    const { output } = await site.run("auth", "list");
    const [header = "", row = ""] = output.split("\n");
    expect(header).toMatch(/^Index Active Kind +Name +User +Cloud +Type +Environment +Environment Url$/);
    expect(row).toMatch(/^\[1\] {5}\*.*Application.*Contoso +https:\/\/contoso\.crm4\.dynamics\.com\/$/);
  });

  test("auth list says that nobody is signed in", async () => {
    site = setUpFakeSite();
    site.pac.lie({ lie: "not-signed-in" });
    expect(await site.run("auth", "list")).toMatchObject({
      exitCode: 0,
      output: expect.stringMatching(/^No profiles were found on this computer/),
    });
  });

  test("auth select makes another profile the active one, which names the environment", async () => {
    site = setUpFakeSite();
    site.pac.environment("https://fabrikam.crm4.dynamics.com", { name: "Fabrikam" });
    const profile = { kind: "UNIVERSAL", user: "ada@contoso.com", cloud: "Public", type: "OperatingSystem" };
    site.pac.signIn([
      { ...profile, name: "a", environment: "Contoso", url: contoso, isActive: true },
      { ...profile, name: "b", environment: "Fabrikam", url: "https://fabrikam.crm4.dynamics.com/", isActive: false },
    ]);
    expect((await site.run("pages", "list")).output).toMatch(/Connected to\.\.\. Contoso/);
    await site.run("auth", "select", "--index", "2");
    expect((await site.run("pages", "list")).output).toMatch(/Connected to\.\.\. Fabrikam[^]*No Power Pages website records exist/);
  });

  test.each([
    ["portal-id", /Portal Id .*Data Model[^]*c0aab86c-\S+ .*Larkfield Garden Centre - larkfield-gardens +Enhanced +No/],
    ["dashes", /^Id +FriendlyName[^]*^-{36} -+/m],
    ["no-model", /Single Page Application[^]*No$/],
  ] as const)("pages list --verbose in the dialect %s", async (listDialect, expected) => {
    site = setUpFakeSite("enhanced", { behaviour: { listDialect } });
    const { output } = await site.run("pages", "list", "--verbose", "--environment", `${contoso}/`);
    expect(output).toMatch(expected);
    expect(/Enhanced/.test(output)).toBe(listDialect !== "no-model");
  });

  test("pages list leaves a site out when it lies, and crashes when it is told to", async () => {
    site = setUpFakeSite();
    site.pac.lie({ lie: "list-lacks-site", call: 1 });
    site.pac.lie({ lie: "crashes", done: "nothing", command: "list", call: 2 });
    expect((await site.run("pages", "list")).output).toMatch(/No Power Pages website records exist/);
    expect(await site.run("pages", "list")).toMatchObject({ exitCode: 1, output: expect.stringMatching(/non-recoverable/) });
  });

  test.each([
    ["pages", "paint"],
    ["solution", "list"],
  ])("%s %s is no command", async (...words) => {
    site = setUpFakeSite();
    expect(await site.run(...words)).toMatchObject({ exitCode: 1, output: expect.stringMatching(/is not a valid command/) });
  });

  test("an error ends with 0 where that pac does so", async () => {
    site = setUpFakeSite("enhanced", { behaviour: { errorExitCode: 0 } });
    expect(await site.run("pages", "list", "--nothing")).toMatchObject({
      exitCode: 0,
      output: expect.stringMatching(/Error: An unknown argument --nothing was passed\./),
    });
  });

  test("the older names of pages work, and every call is logged as it was made", async () => {
    site = setUpFakeSite();
    await site.run("paportal", "list");
    await site.run("powerpages", "list", "--environment", contoso);
    expect(site.pac.calls()).toMatchObject([
      { argv: ["paportal", "list"], exitCode: 0 },
      { argv: ["powerpages", "list", "--environment", contoso], exitCode: 0 },
    ]);
  });

  test("the help of a verb names its switches", async () => {
    site = setUpFakeSite();
    expect((await site.run("pages", "upload", "help")).output).toMatch(/--path .*\(alias: -p\)[^]*--forceUploadAll .*\(alias: -f\)/);
  });
});
