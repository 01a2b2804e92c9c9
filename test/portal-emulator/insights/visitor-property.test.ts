import { afterAll, describe, expect, it } from "vitest";
import fc from "fast-check";
import { operatorUserId } from "../../../portal-emulator/organization/system-users.ts";
import { createVisitorModel } from "./visitor-model.ts";
import type { ModelErrors, ModelSwitches, Step } from "./visitor-model.ts";
import { batchOf, createWorld, userEvent, viewEvent } from "./world.ts";
import type { World } from "./world.ts";

const cookieIds = [1, 2, 3].map((n) => `c00c1e0${n}-0000-4000-8000-0000000000cc`);
const contactIds = [1, 2, 3].map((n) => `c0ffee0${n}-0000-4000-8000-0000000000aa`);
const idAt = (ids: readonly string[], index: number): string => ids[index] ?? "";

const cookie = fc.nat({ max: 2 });
const contact = fc.nat({ max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("visit" as const), cookie }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("setUser" as const), cookie, contact }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("create" as const), contact }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("delete" as const), contact }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("advance" as const), hours: fc.constantFrom(1, 24, 100, 167, 168, 200) }) },
  { weight: 3, arbitrary: fc.constant({ kind: "refresh" as const }) },
);
const switchesOf: fc.Arbitrary<ModelSwitches> = fc.record({
  pendingLinks: fc.constantFrom("expire", "last"),
  expiredRows: fc.constantFrom("kept", "removed"),
  returningVisitors: fc.constantFrom("anew", "re-attached"),
});

// Opening a database takes longer than playing in it.
const worlds = new Map<string, World>();
afterAll(() => worlds.forEach(({ store }) => store.close()));

function openWorld(switches: ModelSwitches): World {
  const key = JSON.stringify(switches);
  const world = worlds.get(key) ?? createWorld(switches);
  worlds.set(key, world);
  world.store.reset();
  return world;
}

/** What a refresh did; undefined after other steps. */
async function play(world: World, now: Step): Promise<unknown> {
  if (now.kind === "refresh") {
    const { removed, unified, resolved, stampFailures } = await world.refresh();
    expect(stampFailures).toEqual([]);
    return { removed, unified, resolved };
  }
  await act(world, now);
  return undefined;
}

async function act(world: World, now: Exclude<Step, { kind: "refresh" }>): Promise<void> {
  const service = world.organization.serviceFor({ userId: operatorUserId });
  const send = async (event: ReturnType<typeof viewEvent>, index: number): Promise<void> => {
    const response = await world.send(JSON.stringify(batchOf([event], { cookieId: idAt(cookieIds, index) })));
    expect(response.status).toBe(200);
  };
  switch (now.kind) {
    case "visit":
      await send(viewEvent(), now.cookie);
      break;
    case "setUser":
      await send(userEvent(idAt(contactIds, now.contact)), now.cookie);
      break;
    case "create": {
      const id = idAt(contactIds, now.contact);
      if (world.store.find("contact", id) === undefined) await service.create("contact", { contactid: id, lastname: "Example" });
      break;
    }
    case "delete": {
      const id = idAt(contactIds, now.contact);
      if (world.store.find("contact", id) !== undefined) await service.remove("contact", id);
      break;
    }
    case "advance":
      world.advance(now.hours * 3_600_000);
      break;
  }
}

/** Plays the steps in the emulator and in the model; throws at the first difference. */
async function compare(switches: ModelSwitches, steps: readonly Step[], errors: ModelErrors = {}): Promise<void> {
  const world = openWorld(switches);
  const model = createVisitorModel(switches, errors);
  for (const now of steps) {
    expect(await play(world, now)).toEqual(model.play(now));
    const expected = model.visitors();
    const shown = world.visitors().map(({ cookieId, state, contactId, views }) => ({
      cookie: cookieIds.indexOf(cookieId),
      state,
      contact: contactId === undefined ? undefined : contactIds.indexOf(contactId),
      views,
    }));
    expect(shown.sort((one, other) => one.cookie - other.cookie)).toEqual(expected.sort((one, other) => one.cookie - other.cookie));
    const last = expected.find((visitor) => visitor.cookie === ("cookie" in now ? now.cookie : 0));
    if (last !== undefined) {
      const { body } = await world.ask(`msdynci_p13nprofile(cookieid='${idAt(cookieIds, last.cookie)}')`);
      const profile = last.state === "expired" ? null : expect.objectContaining({ isknown: last.state === "known" });
      expect(body["profile"]).toEqual(profile);
      const { body: history } = await world.ask(`msdynci_p13nviews(cookieid='${idAt(cookieIds, last.cookie)}')`);
      expect(history["value"]).toHaveLength(last.state === "expired" ? 0 : last.views);
    }
  }
}

const property = (errors: ModelErrors) =>
  fc.asyncProperty(switchesOf, fc.array(step, { minLength: 1, maxLength: 30, size: "max" }), async (switches, steps) =>
    compare(switches, steps, errors),
  );

describe("a visitor's state", () => {
  it("is what a model by lists says, over any sequence of steps", { timeout: 120_000 }, async () => {
    await fc.assert(property({}), { numRuns: 60 });
  });

  it("is that of the later of two setUser calls of one moment, also when the earlier is resolved later", async () => {
    await compare({ pendingLinks: "expire", expiredRows: "kept", returningVisitors: "anew" }, [
      { kind: "setUser", cookie: 0, contact: 0 },
      { kind: "create", contact: 2 },
      { kind: "setUser", cookie: 0, contact: 2 },
      { kind: "setUser", cookie: 0, contact: 0 },
      { kind: "refresh" },
      { kind: "create", contact: 0 },
    ]);
  });

  it.each<ModelErrors>([{ knowsAtOnce: true }, { expiresAfterHours: 169 }, { keepsDeleted: true }])(
    "differs from a model with the error %j, which the same steps find",
    { timeout: 120_000 },
    async (errors) => {
      const found = await fc.check(property(errors), { numRuns: 300, endOnFailure: true });
      expect(found.failed).toBe(true);
    },
  );
});
