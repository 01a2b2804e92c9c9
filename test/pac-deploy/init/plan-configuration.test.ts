import { describe, expect, it } from "vitest";
import { parseConfiguration } from "../../../pac-deploy/configuration/parse-configuration.ts";
import type { Ask } from "../../../pac-deploy/init/collect-answers.ts";
import { parseSets } from "../../../pac-deploy/init/parse-set.ts";
import { planConfiguration, type PlanConfigurationInput } from "../../../pac-deploy/init/plan-configuration.ts";
import type { Answer } from "../../../pac-deploy/init/questions.ts";
import { plainView } from "./site-view.ts";

const input: PlanConfigurationInput = {
  view: plainView,
  path: "portal-kit.config.json",
  existingText: undefined,
  sets: [],
  ask: undefined,
  schemaPath: "../schema.json",
};
/** Somebody who answers some questions, and takes what is proposed for the others. */
const person = (answers: Readonly<Record<string, Answer>>, seen: string[] = []): Ask => {
  return (question, { value }) => {
    seen.push(question.key);
    return Promise.resolve(answers[question.key] ?? value);
  };
};
const plan = async (change: Partial<PlanConfigurationInput>): Promise<{ text: string; values: unknown }> => {
  const { text } = await planConfiguration({ ...input, ...change });
  return { text, values: JSON.parse(text) };
};

describe("the configuration that init writes", () => {
  it("opens nothing when nobody was asked, and names its schema first", async () => {
    const { text, values } = await plan({});
    expect(values).toEqual({
      $schema: "../schema.json",
      tracking: { placement: "header", script: "tracking.html" },
      consent: { mode: "opt-in", source: "banner" },
      capture: { path: "none" },
    });
    expect(text.startsWith('{\n  "$schema"')).toBe(true);
    expect(text.endsWith("}\n")).toBe(true);
  });

  it("holds the answers, and leaves out what the defaults say", async () => {
    const seen: string[] = [];
    const ask = person({ "capture.acceptAnonymousContactAccess": true, "capture.page": "", "identify.existing": "confirmed" }, seen);
    const { values } = await plan({ ask });
    expect(values).toMatchObject({
      capture: { path: "A", lookup: "email", acceptAnonymousContactAccess: true },
      identify: { existing: "confirmed" },
    });
    expect(values).not.toHaveProperty("capture.page");
    expect(values).not.toHaveProperty("capture.fields");
    expect(seen).not.toContain("languages");
  });

  it("writes the chosen columns as fields", async () => {
    const { text } = await plan({ ask: person({ "capture.path": "A-self", "capture.fields": ["emailaddress1", "jobtitle"] }) });
    expect(parseConfiguration(text, "x").capture.fields.map(({ column, type, required }) => [column, type, required])).toEqual([
      ["emailaddress1", "email", true],
      ["jobtitle", "text", false],
    ]);
  });

  it("asks for nothing that --set settles, and lets what follows from it count", async () => {
    const seen: string[] = [];
    const { values } = await plan({ sets: parseSets(["tracking.placement=none", "capture.path=A-self"]), ask: person({}, seen) });
    expect(seen).toEqual(["capture.page", "capture.fields"]);
    expect(values).toMatchObject({ tracking: { placement: "none" }, capture: { path: "A-self", page: "get-in-touch" } });
  });

  it("adds the address to a form for strangers that was chosen without it", async () => {
    const { text } = await plan({ ask: person({ "capture.path": "A", "capture.fields": ["jobtitle"] }) });
    expect(parseConfiguration(text, "x").capture.fields.map(({ column }) => column)).toEqual(["emailaddress1", "jobtitle"]);
  });

  it("refuses what cannot be carried out, and names the key", async () => {
    await expect(plan({ sets: parseSets(["capture.keyProvedAt=https://contoso.example.com"]) })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/would be no configuration: capture\.keyProvedAt/) as string,
      hint: expect.stringMatching(/Nothing was written/) as string,
    });
    await expect(plan({ sets: parseSets(["capture.path=B"]) })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/not built yet/) as string,
    });
  });
});

describe("a configuration that is there already", () => {
  const existingText = '{ "capture": {"path":"A-self", "minFillMs": 5},\r\n "tracking": {"placement": "none"} }\r\n';

  it("stays to the letter where nobody is asked", async () => {
    expect((await plan({ existingText })).text).toBe(existingText);
    expect((await plan({ existingText, sets: parseSets(["capture.path=A-self"]) })).text).toBe(existingText);
  });

  it("gets what --set says and keeps the rest, keys in their order, line ends as they were", async () => {
    const { text, values } = await plan({ existingText, sets: parseSets(["capture.page=join"]) });
    expect(values).toEqual({ capture: { path: "A-self", minFillMs: 5, page: "join" }, tracking: { placement: "none" } });
    expect(text.replaceAll("\r\n", "")).not.toContain("\n");
    expect(text.indexOf("capture")).toBeLessThan(text.indexOf("tracking"));
  });

  it("proposes what it says", async () => {
    const { values } = await plan({
      existingText,
      ask: person({ "capture.page": "", "capture.fields": ["firstname", "lastname", "emailaddress1", "mobilephone"] }),
    });
    expect(values).toEqual({ capture: { path: "A-self", minFillMs: 5 }, tracking: { placement: "none" } });
  });

  it("keeps fields that the questions cannot show", async () => {
    const seen: string[] = [];
    const fields = [{ column: "emailaddress1", type: "email", required: true }, { column: "new_code" }];
    const { values } = await plan({
      existingText: JSON.stringify({ capture: { path: "A-self", fields }, tracking: { placement: "none" } }),
      ask: person({}, seen),
    });
    expect(seen).not.toContain("capture.fields");
    expect(values).toMatchObject({ capture: { fields } });
  });

  it("is refused with its line where it is wrong", async () => {
    await expect(plan({ existingText: '{\n"capture": {"path": "Q"}}' })).rejects.toMatchObject({
      code: "configuration-invalid",
      exitCode: 2,
      place: { line: 2 },
    });
  });
});
