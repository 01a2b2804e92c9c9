import { describe, expect, test } from "vitest";
import { DataverseFault } from "../../../portal-emulator/organization/dataverse-fault.ts";
import { InvalidPluginExecution, type PluginContext, type PluginStep } from "../../../portal-emulator/organization/plugin.ts";
import { systemUserId } from "../../../portal-emulator/organization/system-users.ts";
import { faultOf, openTestOrganization, someone, testId } from "./organization.ts";

const step = (execute: PluginStep["execute"], parts: Partial<PluginStep> = {}): PluginStep => ({
  name: "Test step",
  message: "Create",
  table: "pk_thing",
  stage: 20,
  mode: "sync",
  execute,
  ...parts,
});

const open = (...steps: PluginStep[]) => {
  const organization = openTestOrganization();
  steps.forEach((one) => organization.registerStep(one));
  return { organization, service: organization.serviceFor(someone), store: organization.committed };
};

describe("the pipeline", () => {
  test("runs stages in order, by rank, and asynchronous steps after the commit", async () => {
    const seen: string[] = [];
    const note = (name: string, parts: Partial<PluginStep>): PluginStep =>
      step(async (context) => void seen.push(`${name} ${context.isInTransaction ? "inside" : "outside"}`), parts);
    const { organization, service } = open(
      note("async", { stage: 40, mode: "async" }),
      note("after", { stage: 40 }),
      note("second", { stage: 20, rank: 2 }),
      note("first", { stage: 20, rank: 1 }),
      note("before", { stage: 10 }),
      note("other table", { table: "pk_tag" }),
    );
    await service.create("pk_thing", {});
    expect(seen).toEqual(["before outside", "first inside", "second inside", "after inside"]);
    await organization.settle();
    expect(seen.at(-1)).toBe("async outside");
  });

  test("joins stage 10 to the transaction of an outer message", async () => {
    const seen: boolean[] = [];
    const { organization } = open(step(async ({ isInTransaction }) => void seen.push(isInTransaction), { stage: 10 }));
    await organization.transaction(someone, (service) => service.create("pk_thing", {}));
    expect(seen).toEqual([true]);
  });

  test("writes what stages 10 and 20 put into the target, not what 40 does", async () => {
    const { service } = open(
      step(async ({ target }) => void (target["pk_name"] = "ten"), { stage: 10 }),
      step(async ({ target }) => void (target["pk_number"] = 20)),
      step(async ({ target }) => void (target["pk_name"] = "forty"), { stage: 40 }),
    );
    const given = { pk_name: "given" };
    const id = await service.create("pk_thing", given);
    expect(await service.retrieve("pk_thing", id)).toMatchObject({ pk_name: "ten", pk_number: 20 });
    expect(given).toEqual({ pk_name: "given" });
  });

  test("hands out images, ids and parameters", async () => {
    const contexts: PluginContext[] = [];
    const keep = async (context: PluginContext): Promise<void> => void contexts.push({ ...context });
    const { service } = open(
      step(keep, { stage: 40 }),
      step(keep, { message: "Update" }),
      step(keep, { message: "Update", stage: 40 }),
      step(keep, { message: "Delete", stage: 40 }),
    );
    const id = await service.create("pk_thing", { pk_name: "a" });
    await service.update("pk_thing", id, { pk_name: "b" });
    await service.remove("pk_thing", id);
    const [created, updating, updated, removed] = contexts;
    expect(created).toMatchObject({ id, preImage: undefined, postImage: { pk_name: "a" }, outputParameters: { id }, depth: 1, stage: 40 });
    expect(updating).toMatchObject({ id, preImage: { pk_name: "a" }, postImage: undefined, target: { pk_name: "b" }, stage: 20 });
    expect(updated).toMatchObject({
      preImage: { pk_name: "a" },
      postImage: { pk_name: "b" },
      inputParameters: { Target: { pk_name: "b" } },
    });
    expect(removed).toMatchObject({ preImage: { pk_name: "b" }, postImage: undefined });
  });

  test.each([
    { changes: { pk_name: "x" }, runs: 1 },
    { changes: { pk_number: 1 }, runs: 0 },
    { changes: {}, runs: 0 },
  ])("runs a step that filters for pk_name $runs times for $changes", async ({ changes, runs }) => {
    let ran = 0;
    const { service, store } = open(step(async () => void (ran += 1), { message: "Update", filteringColumns: ["pk_name"] }));
    store.insert("pk_thing", { pk_thingid: testId(1) });
    await service.update("pk_thing", testId(1), changes);
    expect(ran).toBe(runs);
  });

  test("passes shared variables on: 20 to 40 directly, 10 by the parent context", async () => {
    const seen: unknown[] = [];
    const { service } = open(
      step(async ({ sharedVariables }) => void sharedVariables.set("ten", 1), { stage: 10 }),
      step(async ({ sharedVariables }) => void sharedVariables.set("twenty", 2)),
      step(
        async ({ sharedVariables, parent }) =>
          void seen.push(sharedVariables.get("twenty"), sharedVariables.get("ten"), parent?.sharedVariables.get("ten")),
        { stage: 40 },
      ),
    );
    await service.create("pk_thing", {});
    expect(seen).toEqual([2, undefined, 1]);
  });

  test("lets a plug-in act as SYSTEM, as its user or as another", async () => {
    const { service, store } = open(
      step(
        async (context) => {
          await context.service(null).create("pk_tag", { pk_name: "system" });
          await context.service().create("pk_thing", { pk_name: "self" });
          await context.service(testId(8)).create("pk_thing", { pk_name: "other" });
        },
        { table: "pk_part" },
      ),
      step(async (context) => void (context.target["pk_code"] = `${context.depth} ${context.userId}`)),
    );
    await service.create("pk_part", {});
    expect(store.query("pk_thing", { orderBy: [{ column: "pk_name", descending: true }] }).map((row) => row["pk_code"])).toEqual([
      `2 ${someone.userId}`,
      `2 ${testId(8)}`,
    ]);
    expect(store.query("audit", { equals: { objecttypecode: "pk_tag" } })).toMatchObject([
      { userid: systemUserId, callinguserid: someone.userId },
    ]);
  });

  test("stops an endless chain", async () => {
    let deepest = 0;
    const { service, store } = open(
      step(
        async (context) => {
          deepest = context.depth;
          await context.service().create("pk_thing", {});
        },
        { stage: 40 },
      ),
    );
    expect(await faultOf(service.create("pk_thing", {}))).toBe("0x80044182 400");
    expect(deepest).toBe(8);
    expect(store.count("pk_thing")).toBe(0);
  });

  test("refuses steps that would never run", () => {
    const { organization } = open();
    const nothing = async (): Promise<void> => undefined;
    for (const parts of [
      { mode: "async" },
      { table: "nosuch" },
      { filteringColumns: ["pk_name"] },
      { message: "Update", filteringColumns: [] },
      { message: "Associate" },
    ] as const)
      expect(() => organization.registerStep(step(nothing, parts)), JSON.stringify(parts)).toThrow(TypeError);
  });

  test("runs for links", async () => {
    const seen: unknown[] = [];
    const { service } = open(
      step(async ({ inputParameters }) => void seen.push(inputParameters), { message: "Associate", table: undefined as never, stage: 40 }),
    );
    const [thing, tag] = [await service.create("pk_thing", {}), await service.create("pk_tag", {})];
    await service.associate("pk_Thing_Tag", thing, tag);
    expect(seen).toEqual([{ Target: thing, Relationship: "pk_Thing_Tag", RelatedEntities: [tag] }]);
  });

  test("runs for rows that are deleted with their parent", async () => {
    const seen: unknown[] = [];
    const { service } = open(step(async ({ id, depth }) => void seen.push([id, depth]), { message: "Delete", table: "pk_part" }));
    const thing = await service.create("pk_thing", {});
    const part = await service.create("pk_part", { pk_of: thing });
    await service.remove("pk_thing", thing);
    expect(seen).toEqual([[part, 2]]);
  });
});

describe("what a plug-in throws", () => {
  test("as its refusal reaches the caller, with its trace", async () => {
    const { service, store } = open(
      step(async (context) => {
        context.trace("one");
        await context.service().create("pk_tag", {});
        context.trace("two");
        throw new InvalidPluginExecution("KIT-E01|no");
      }),
    );
    const fault: unknown = await service.create("pk_thing", {}).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(DataverseFault);
    expect(fault).toMatchObject({ code: "0x80040265", status: 400, message: "KIT-E01|no" });
    expect(fault instanceof DataverseFault && fault.traceText).toMatch(/Test step: Create of pk_thing[^]*one\r\ntwo/u);
    expect(store.count("pk_tag")).toBe(0);
  });

  test("otherwise becomes an unexpected error", async () => {
    const { service } = open(
      step(async () => {
        throw new RangeError("oops");
      }),
    );
    expect(await faultOf(service.create("pk_thing", {}))).toBe("0x80040224 500");
  });

  test.each([
    { pluginFaults: "passed-on", expected: "0x80040217 404" },
    { pluginFaults: "isv-unexpected", expected: "0x80040224 500" },
  ] as const)("as a fault it let through is $pluginFaults", async ({ pluginFaults, expected }) => {
    const organization = openTestOrganization({ switches: () => ({ audit: "on", pluginFaults, serviceProtection: "off" }) });
    organization.registerStep(step(async (context) => void (await context.service().retrieve("pk_tag", testId(404)))));
    expect(await faultOf(organization.serviceFor(someone).create("pk_thing", {}))).toBe(expected);
  });

  test("keeps the last 10 KB of its trace", async () => {
    const { service } = open(
      step(async (context) => {
        for (let line = 0; line < 2000; line += 1) context.trace(`line ${line} ${"x".repeat(20)}`);
        throw new InvalidPluginExecution("no");
      }),
    );
    const fault: unknown = await service.create("pk_thing", {}).catch((error: unknown) => error);
    const text = fault instanceof DataverseFault ? (fault.traceText ?? "") : "";
    expect(text.length).toBeLessThan(10 * 1024 + 200);
    expect(text).toContain("line 1999 ");
    expect(text).not.toContain("line 1 ");
  });

  test("in an asynchronous step is kept and cancels nothing", async () => {
    const { organization, service, store } = open(
      step(
        async (context) => {
          await context.service().create("pk_tag", {});
          throw new InvalidPluginExecution("late");
        },
        { stage: 40, mode: "async" },
      ),
    );
    await service.create("pk_thing", {});
    await organization.settle();
    expect(organization.jobFailures()).toMatchObject([{ step: "Test step", message: "Create", table: "pk_thing" }]);
    expect([store.count("pk_thing"), store.count("pk_tag")]).toEqual([1, 1]);
  });

  test("starts no asynchronous step when it ends the transaction", async () => {
    let ran = 0;
    const { organization, service } = open(
      step(async () => void (ran += 1), { stage: 40, mode: "async" }),
      step(async (context) => void (await context.service().create("pk_thing", {})), { table: "pk_part" }),
      step(
        async () => {
          throw new InvalidPluginExecution("no");
        },
        { table: "pk_part", stage: 40 },
      ),
    );
    expect(await faultOf(service.create("pk_part", {}))).toBe("0x80040265 400");
    await organization.settle();
    expect(ran).toBe(0);
  });
});

describe("a fault that a plug-in catches", () => {
  const swallow = async (context: PluginContext): Promise<void> => {
    await context
      .service()
      .retrieve("pk_tag", testId(404))
      .catch(() => undefined);
  };

  test("does not save the transaction", async () => {
    const { service, store } = open(step(swallow));
    expect(await faultOf(service.create("pk_thing", {}))).toBe("0x80040251 400");
    expect(store.count("pk_thing")).toBe(0);
  });

  test("is met at its next service call", async () => {
    const { service } = open(
      step(async (context) => {
        await swallow(context);
        await context.service().query("pk_tag");
      }),
    );
    expect(await faultOf(service.create("pk_thing", {}))).toBe("0x8009000C 400");
  });

  test("may still be told in other words", async () => {
    const { service } = open(
      step(async (context) => {
        await context
          .service()
          .retrieve("pk_tag", testId(404))
          .catch(() => {
            throw new InvalidPluginExecution("no such tag");
          });
      }),
    );
    expect(await faultOf(service.create("pk_thing", {}))).toBe("0x80040265 400");
  });

  test("ends a change set too", async () => {
    const { organization, store } = open();
    const work = organization.transaction(someone, async (service) => {
      await service.create("pk_thing", {});
      await service.remove("pk_thing", testId(404)).catch(() => undefined);
    });
    expect(await faultOf(work)).toBe("0x80040251 400");
    expect(store.count("pk_thing")).toBe(0);
  });

  test("in stage 10 outside a transaction harms nothing", async () => {
    const { service, store } = open(step(swallow, { stage: 10 }));
    expect(await faultOf(service.create("pk_thing", {}))).toBe("none");
    expect(store.count("pk_thing")).toBe(1);
  });
});

test("rows of elastic tables stay when the transaction is aborted", async () => {
  const { service, store } = open(
    step(async (context) => {
      await context.service().create("pk_signal", {});
      await context.service().create("pk_tag", {});
      throw new InvalidPluginExecution("no");
    }),
  );
  await faultOf(service.create("pk_thing", {}));
  expect([store.count("pk_signal"), store.count("pk_tag"), store.count("pk_thing")]).toEqual([1, 0, 0]);
});

test("a plug-in that never ends is ended", async () => {
  let ring = (): void => undefined;
  const organization = openTestOrganization({
    operationTimeoutMs: 5,
    startTimer: (ms, callback) => {
      if (ms === 5) ring = callback;
      return () => undefined;
    },
  });
  organization.registerStep(
    step(
      async (context) => {
        await context.service().create("pk_tag", {});
        ring();
        await new Promise(() => undefined);
      },
      { stage: 40 },
    ),
  );
  expect(await faultOf(organization.serviceFor(someone).create("pk_thing", {}))).toBe("0x80044173 500");
  expect(organization.committed.count("pk_tag")).toBe(0);
});
