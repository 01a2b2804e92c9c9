import { describe, expect, test } from "vitest";
import { starterFolder } from "../support/kit-site.ts";
import { anyPorts, startCli } from "../support/run-cli.ts";

const start = (...flags: readonly string[]) => startCli(["dev", "--site", starterFolder("enhanced"), ...anyPorts, "--json", ...flags]);

describe("--collation", () => {
  test.each([
    { flags: [], found: 1 },
    { flags: ["--collation", "accent-insensitive"], found: 1 },
    { flags: ["--collation", "accent-sensitive"], found: 0 },
  ])("$flags finds $found contact by a name without its accent", async ({ flags, found }) => {
    const cli = start(...flags);
    const { org, orgToken } = JSON.parse(await cli.firstLine) as { org: string; orgToken: string };
    const headers = { authorization: `Bearer ${orgToken}`, "content-type": "application/json" };
    const contacts = `${org}/api/data/v9.2/contacts`;
    await fetch(contacts, { method: "POST", headers, body: JSON.stringify({ lastname: "Müller" }) });
    const answer = await fetch(`${contacts}?$filter=lastname eq 'muller'`, { headers });
    const { value } = (await answer.json()) as { value: readonly unknown[] };
    expect(value).toHaveLength(found);
    cli.child.kill("SIGTERM");
    await cli.ended;
  });

  test("refuses one it does not know, naming those it does", async () => {
    const cli = start("--collation", "binary");
    const { exitCode, stderr } = await cli.ended;
    expect(exitCode).toBe(2);
    expect(stderr).toContain("accent-insensitive, accent-sensitive");
  });
});
