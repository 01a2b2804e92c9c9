import { describe, expect, it } from "vitest";
import { renderContact, type ContactText } from "../../identity/known-contact.ts";
import { openMachine, type IdentityMachine } from "../../identity/identity-machine.ts";
import { actionNames, actionsOf, eventNames, stateNames, stateOf } from "../../identity/identity-names.ts";
import * as is from "../../identity/identity-table.ts";
import { digestContactId } from "../../identity/linked-contact.ts";
import { openIdentityPage, turn, type IdentityDouble } from "./identity-double.ts";
import { idA, idB } from "./page-double.ts";

const contactA = renderContact(idA, "=");
const contactB = renderContact(idB, "=");
const signedInA = renderContact(idA, "+");
const ours = { "portalkit.landing": "/first", "portalkit.awaits": "1 /form", "portalkit.outbox": "[1,{}]", theirs: "1" };

/** A page that real events have brought into the state, with something of everything that could be deleted on it. */
async function enter(state: number, contact = contactA): Promise<{ double: IdentityDouble; take: IdentityMachine }> {
  const double = openIdentityPage();
  const take = openMachine(double.page);
  const { local, session } = double.page;
  if (state === is.anonymous || state === is.foreign) await take(is.allowed);
  if (state === is.telling || state === is.identified) void take(is.viewed, contact);
  if (state === is.identified) double.bringTracker();
  if (state === is.foreign) {
    local.setItem("portalkit.linked", digestContactId(idB));
    await take(is.captured, contact);
  }
  await turn();
  for (const [key, value] of Object.entries(ours)) session.setItem(key, value);
  double.document.cookie = "_msci=of-somebody; Path=/";
  double.events.length = 0;
  double.told.length = 0;
  return { double, take };
}

/** What the machine is given, so that its guard comes to the row. */
interface Given {
  readonly event: is.IdentityEvent;
  readonly row: number;
  readonly contact?: ContactText;
  /** Whom this tab session knows by then; "" for nobody. */
  readonly known?: ContactText;
  /** Whom this browser's cookie is said to be for. */
  readonly linked?: string;
}

const digestA = digestContactId(idA);
const given: readonly Given[] = [
  { event: is.viewed, row: 0, contact: contactA, linked: digestA },
  { event: is.viewed, row: 1, contact: contactB, linked: digestA },
  { event: is.viewed, row: 2, known: "" },
  { event: is.viewed, row: 3, contact: "", known: signedInA, linked: digestA },
  { event: is.allowed, row: 0 },
  { event: is.refused, row: 0 },
  { event: is.captured, row: 0, contact: contactA, linked: digestA },
  { event: is.captured, row: 1, contact: contactB, linked: digestA },
  { event: is.capturedAnother, row: 0, contact: contactA },
  { event: is.shown, row: 0, known: contactA, linked: digestA },
  { event: is.shown, row: 1, known: contactB, linked: digestA },
  { event: is.shown, row: 2, known: "" },
];
const nameOf = ({ event, row }: Given): string =>
  event === is.capturedAnother
    ? "form: another (seen by the form)"
    : (eventNames.find(({ value }) => value === event[row])?.name ?? "unnamed");

const pairs = stateNames.flatMap((state) =>
  given.map((one) => ({
    state,
    given: one,
    cell: one.event[one.row]?.[state.value] ?? is.nothing,
    name: `${state.name} on ${nameOf(one)}`,
  })),
);

function prepare({ page }: IdentityDouble, { known, linked }: Given): void {
  if (linked) page.local.setItem("portalkit.linked", linked);
  if (known === undefined) return;
  if (!known) page.session.removeItem("contactid");
  else page.session.setItem("contactid", known.slice(0, 36));
  if (known) page.session.setItem("portalkit.as", known.slice(36));
}

/** Everything that can be seen of a page. */
const look = (double: IdentityDouble): object => ({
  ...double.stored(),
  cookie: double.document.cookie,
  events: [...double.events],
  told: [...double.told],
  reloads: double.reloads(),
});

/** Which state this is, from how the page behaves: ends with the page. */
async function probe(double: IdentityDouble, take: IdentityMachine): Promise<string> {
  const { page, told } = double;
  const id = page.session.getItem("contactid") === idB ? idB : idA;
  double.bringTracker();
  told.length = 0;
  await double.passTime();
  if (told.length > 0) return "telling";
  page.session.removeItem("contactid");
  const reloadsBefore = double.reloads();
  page.local.setItem("portalkit.linked", digestContactId(id));
  let cell = 0;
  // Only in memory, so that it is not another's by the tab session.
  await take([[1, 2, 4, 8, 16].map((bit) => bit * 1_024)], undefined, (taken) => (cell = taken));
  expect(double.reloads()).toBe(reloadsBefore);
  return stateNames[Math.log2(cell / 1_024)]?.name ?? "";
}

describe("the table", () => {
  it("is whole: every state can be left, every action is done by some event", () => {
    const cells = given.flatMap(({ event }) => event.flat()).concat(is.took.flat(), is.failed.flat());
    expect(stateNames.map(({ value }) => value)).toEqual([0, 1, 2, 3, 4]);
    expect(actionNames.filter(({ value }) => !cells.some((cell) => cell & value))).toEqual([]);
    for (const { value } of stateNames) expect(given.some(({ event, row }) => event[row]?.[value])).toBe(true);
  });

  it("names every row and every action once", () => {
    expect(new Set(eventNames.map(({ value }) => value)).size).toBe(eventNames.length - 1);
    expect(new Set(eventNames.map(({ name }) => name)).size).toBe(eventNames.length);
    expect(given.map(nameOf)).not.toContain("unnamed");
    expect(new Set(actionNames.map(({ value }) => value)).size).toBe(actionNames.length);
    // All bits above those of the states, without a gap.
    expect(actionNames.reduce((sum, { value }) => sum + value, is.stateBits + 1)).toBe(2 ** (actionNames.length + 3));
  });
});

describe("a pair without a cell", () => {
  it.each(pairs.filter(({ cell }) => !cell))("$name: nothing happens", async ({ state, given: one }) => {
    const { double, take } = await enter(state.value);
    prepare(double, one);
    const before = look(double);
    void take(one.event, one.contact, () => expect.fail("nothing is to be done"));
    await turn();
    expect(look(double)).toEqual(before);
    expect(await probe(double, take)).toBe(state.name);
  });
});

describe("a pair with a cell", () => {
  it.each(pairs.filter(({ cell }) => cell))("$name: goes where the table says, doing just that", async ({ state, given: one, cell }) => {
    const { double, take } = await enter(state.value);
    prepare(double, one);
    const { document } = double;
    const before = double.stored();
    const reloadsBefore = double.reloads();
    const rest: number[] = [];
    // Who is to be told is told by a tracker that comes later.
    double.window.MSCI = undefined;
    void take(one.event, one.contact, (taken) => void rest.push(taken));
    await turn();

    const has = (name: string): boolean => actionsOf(cell).includes(name);
    expect(rest, "what is left to forms").toEqual([cell]);
    expect(document.cookie, "cookie").toBe(has("forget") ? "" : "_msci=of-somebody");
    const kept = has("forget")
      ? { theirs: "1", ...(has("drop outbox") ? {} : { "portalkit.outbox": ours["portalkit.outbox"] }) }
      : Object.fromEntries(Object.entries(before.session).filter(([key]) => !has("drop outbox") || key !== "portalkit.outbox"));
    const id = one.contact?.slice(0, 36) ?? "";
    expect(double.stored(), "storage").toEqual({
      session: { ...kept, ...(has("keep") ? { contactid: id, "portalkit.as": "=" } : {}) },
      local: has("keep") ? { "portalkit.linked": digestContactId(id) } : has("forget") ? {} : before.local,
    });
    expect(double.events, "events").toEqual([]);
    expect(double.told, "told").toEqual([]);
    expect(double.reloads() - reloadsBefore, "reloads").toBe(has("reload") ? 1 : 0);
    if (has("hold")) {
      // What is held in memory is what the page of the consent that comes is begun with.
      double.bringTracker();
      await take(is.viewed);
      expect(double.told).toEqual([{ authId: id }]);
      return;
    }
    expect(await probe(double, take), "next state").toBe(stateOf(cell));
  });
});

describe("the tracker", () => {
  it.each([
    { case: "takes it", setUser: () => {}, event: is.took },
    { case: "throws", setUser: () => expect.fail("broken"), event: is.failed },
  ])("$case: goes where the table says", async ({ setUser, event }) => {
    const { double, take } = await enter(is.telling);
    double.window.MSCI = { setUser };
    await double.passTime();
    expect(double.events).toHaveLength(1);
    expect(await probe(double, take)).toBe(stateOf(event[0][is.telling] ?? 0));
  });
});
