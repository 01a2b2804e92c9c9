import { describe, expect, it, test } from "vitest";
import { defaultSwitches, parseSwitchChange, switchTable } from "../../portal-emulator/switches.ts";

const names = Object.keys(switchTable);

test("docs/switches.md lists every switch with its values", async () => {
  const show = (value: unknown): string => `\`${JSON.stringify(value)}\``;
  const rows = Object.entries(switchTable).map(([name, { values, about }]) => {
    const [usual, ...others] = values.map((value) => show(value));
    return `| \`${name}\` | ${usual} | ${others.join(", ")} | ${about.replaceAll("|", "\\|")} |`;
  });
  const page = [
    "<!-- Written by `npx vitest run test/portal-emulator/switches.test.ts -u`. Do not edit. -->",
    "",
    "# Switches of the emulator",
    "",
    "Where the sources disagree or are silent, the emulator can behave in more than one way. A switch is turned while it runs:",
    "",
    "```",
    "curl -X PATCH http://localhost:4180/_emulator/switches -d '{\"tokenFaultStatus\": 403}'",
    "```",
    "",
    "It takes effect with the next request. `GET /_emulator/switches` shows how they stand.",
    "",
    "| switch | default | or | what it is about |",
    "|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
  await expect(page).toMatchFileSnapshot("../../docs/switches.md");
});

describe("a change of switches", () => {
  it.each(names)("takes every value of %s, and no other", (name) => {
    const { values } = new Map(Object.entries(switchTable)).get(name) ?? { values: [] };
    expect(values.length).toBeGreaterThan(1);
    for (const value of values) expect(parseSwitchChange({ [name]: value })).toEqual({ ok: true, changes: { [name]: value } });
    expect(parseSwitchChange({ [name]: "sideways" })).toMatchObject({
      ok: false,
      message: expect.stringContaining(`${name}: expected one of`) as string,
    });
  });

  it.each([undefined, null, [], "tokenFaultStatus", 5])("refuses %j, which is no object", (body) => {
    expect(parseSwitchChange(body)).toMatchObject({ ok: false });
  });

  it("refuses a name it does not know, and names those there are", () => {
    expect(parseSwitchChange({ lights: "on" })).toMatchObject({ ok: false, message: expect.stringContaining("readCache") as string });
  });

  it("starts from the first value of each", () => {
    expect(Object.keys(defaultSwitches)).toEqual(names);
    expect(defaultSwitches.tokenFaultStatus).toBe(401);
  });
});
