import { describe, expect, test } from "vitest";
import type { CustomApi, PluginContext } from "../../../portal-emulator/organization/plugin.ts";
import { InvalidPluginExecution } from "../../../portal-emulator/organization/plugin.ts";
import { faultOf, openTestOrganization, someone, testId } from "./organization.ts";

const api = (parts: Partial<CustomApi> = {}): CustomApi => ({
  uniqueName: "pk_Greet",
  isFunction: false,
  parameters: [
    { uniqueName: "Name", type: "String" },
    { uniqueName: "Times", type: "Integer", isOptional: true },
  ],
  responses: [{ uniqueName: "Greeting", type: "String" }],
  execute: async (context) => {
    const given = context.inputParameters["Name"];
    const name = typeof given === "string" ? given : "";
    await context.service().create("pk_tag", { pk_name: name });
    context.outputParameters["Greeting"] = `Hello ${name}`;
    context.outputParameters["Undeclared"] = "secret";
  },
  ...parts,
});

const open = (one: CustomApi) => {
  const organization = openTestOrganization();
  organization.registerCustomApi(one);
  return { organization, service: organization.serviceFor(someone), store: organization.committed };
};

test("answers with its declared responses and writes in a transaction", async () => {
  const { service, store } = open(api());
  expect(await service.execute("pk_Greet", { Name: "Ada" })).toEqual({ Greeting: "Hello Ada" });
  expect(store.query("pk_tag")).toMatchObject([{ pk_name: "Ada" }]);
});

test("leaves nothing when it refuses", async () => {
  const { service, store } = open(
    api({
      execute: async (context) => {
        await context.service().create("pk_tag", {});
        throw new InvalidPluginExecution("no");
      },
    }),
  );
  expect(await faultOf(service.execute("pk_Greet", { Name: "Ada" }))).toBe("0x80040265 400");
  expect(store.count("pk_tag")).toBe(0);
});

describe("parameters", () => {
  test.each([
    { given: {}, expected: "0x80040203 400" },
    { given: { Name: null }, expected: "0x80040203 400" },
    { given: { Name: 1 }, expected: "0x80040203 400" },
    { given: { Name: "a", Times: 1.5 }, expected: "0x80040203 400" },
    { given: { Name: "a", Times: 2 }, expected: "none" },
    { given: { Name: "a", name: "b" }, expected: "0x8004416b 400" },
  ])("$given ends with $expected", async ({ given, expected }) => {
    expect(await faultOf(open(api()).service.execute("pk_Greet", given))).toBe(expected);
  });

  test.each([
    ["Boolean", true, "true"],
    ["DateTime", "2026-03-04T05:06:07Z", "soon"],
    ["Decimal", 1.5, "1.5"],
    ["Entity", { pk_name: "a" }, ["a"]],
    ["EntityReference", testId(1), "a"],
    ["Float", 0.1, Number.NaN],
    ["Guid", testId(1), "{a}"],
    ["Integer", 7, 2 ** 40],
    ["Money", 9.99, "9.99"],
    ["Picklist", 1, 1.1],
    ["String", "", 1],
    ["StringArray", ["a", "b"], ["a", 1]],
  ] as const)("of type %s take %j, not %j", async (type, good, bad) => {
    const { service } = open(api({ parameters: [{ uniqueName: "Value", type }], responses: [], execute: async () => undefined }));
    expect(await faultOf(service.execute("pk_Greet", { Value: good }))).toBe("none");
    expect(await faultOf(service.execute("pk_Greet", { Value: bad }))).toBe("0x80040203 400");
  });
});

test("steps run around it, inside its transaction but for stage 10", async () => {
  const seen: unknown[] = [];
  const note = async (context: PluginContext): Promise<void> =>
    void seen.push([context.stage, context.isInTransaction, context.outputParameters["Greeting"]]);
  const { organization, service } = open(
    api({
      execute: async (context) => {
        await note(context);
        context.outputParameters["Greeting"] = "set";
      },
    }),
  );
  for (const stage of [40, 20, 10] as const)
    organization.registerStep({ name: `${stage}`, message: "pk_Greet", stage, mode: "sync", execute: note });
  await service.execute("pk_Greet", { Name: "a" });
  expect(seen).toEqual([
    [10, false, undefined],
    [20, true, undefined],
    [30, true, undefined],
    [40, true, "set"],
  ]);
});

test("bound to a table it is told the row", async () => {
  const seen: unknown[] = [];
  const { service } = open(
    api({ boundTable: "pk_thing", parameters: [], responses: [], execute: async ({ table, id }) => void seen.push(table, id) }),
  );
  await service.execute("pk_Greet", { Target: testId(1) });
  expect(seen).toEqual(["pk_thing", testId(1)]);
  expect(await faultOf(service.execute("pk_Greet", {}))).toBe("0x80040203 400");
});

test("a response of another type is an unexpected error, a missing one is null", async () => {
  const wrong = open(api({ execute: async ({ outputParameters }) => void (outputParameters["Greeting"] = 1) }));
  expect(await faultOf(wrong.service.execute("pk_Greet", { Name: "a" }))).toBe("0x80040224 500");
  const silent = open(api({ execute: async () => undefined }));
  expect(await silent.service.execute("pk_Greet", { Name: "a" })).toEqual({ Greeting: null });
});

test("is found by its name, registered once, and as a function has a response", () => {
  const { organization } = open(api());
  expect(organization.findCustomApi("pk_Greet")?.uniqueName).toBe("pk_Greet");
  expect(organization.findCustomApi("pk_greet")).toBeUndefined();
  expect(() => organization.registerCustomApi(api())).toThrow(TypeError);
  expect(() => organization.registerCustomApi(api({ uniqueName: "pk_F", isFunction: true, responses: [] }))).toThrow(TypeError);
});
