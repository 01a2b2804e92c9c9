import * as fc from "fast-check";
import type { Row } from "../../../portal-emulator/store/store.ts";
import type { Club } from "./query-world.ts";
import { idOf } from "./query-world.ts";

/** Few letters, so that values meet; with what LIKE and GLOB take for wildcards, quotes, case, accents and a wide letter. */
export const randomText = fc.string({ unit: fc.constantFrom(...Array.from("aAbBéÉeß%_*?[]^-' Ａ\\😀")), maxLength: 6 });
/** Short enough to be found inside another. */
export const randomPattern = fc.string({ unit: fc.constantFrom(...Array.from("aAbBé%_*?[]^-' 😀")), maxLength: 2 });
export const randomNumber = fc.integer({ min: -2, max: 2 });
export const randomTime = fc.constantFrom("2026-03-04T00:00:00Z", "2026-03-04T05:06:07Z", "2026-03-03T23:59:59Z", "2026-02-10T12:00:00Z");
export const randomDay = fc.constantFrom("2026-03-04", "2026-03-03", "2025-12-31");
export const randomChoices = fc.subarray([1, 2, 12]).map((values) => (values.length === 0 ? null : values.join(",")));

const names = { team: ["t1", "t2"], hall: ["h1", "h2"], member: ["m1", "m2", "m3", "m4"] } as const;
export const someId = (table: keyof typeof names): fc.Arbitrary<string> => fc.constantFrom(...names[table]).map(idOf);

const nullable = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> => fc.option(value, { freq: 3 });

const member: fc.Arbitrary<Row> = fc.record({
  name: nullable(randomText),
  note: nullable(randomText),
  points: nullable(randomNumber),
  fee: nullable(fc.constantFrom(0, 1.5, -2.25)),
  isactive: nullable(fc.boolean()),
  joined: nullable(randomTime),
  born: nullable(randomDay),
  rank: nullable(fc.constantFrom(1, 2, 3)),
  skills: randomChoices,
  team: nullable(someId("team")),
  mentor: nullable(someId("member")),
  home: nullable(fc.oneof(someId("team"), someId("hall"))),
});
const team: fc.Arbitrary<Row> = fc.record({
  name: nullable(randomText),
  size: nullable(randomNumber),
  founded: nullable(randomDay),
  captain: nullable(someId("member")),
});
const hall: fc.Arbitrary<Row> = fc.record({ name: nullable(randomText), seats: nullable(randomNumber) });

export interface RandomRows {
  readonly members: readonly Row[];
  readonly teams: readonly Row[];
  readonly halls: readonly Row[];
  readonly known: readonly (readonly [string, string])[];
}

export const randomRows: fc.Arbitrary<RandomRows> = fc.record({
  members: fc.array(member, { minLength: 1, maxLength: 4 }),
  teams: fc.array(team, { maxLength: 2 }),
  halls: fc.array(hall, { maxLength: 2 }),
  known: fc.uniqueArray(fc.tuple(fc.constantFrom(...names.member), fc.constantFrom(...names.hall)), { maxLength: 4, selector: String }),
});

/** Puts these rows in place of all others. */
export function fillClub(club: Club, { members, teams, halls, known }: RandomRows): void {
  club.store.reset();
  club.store.transaction(() => {
    for (const [table, rows] of [
      ["member", members],
      ["team", teams],
      ["hall", halls],
    ] as const) {
      club.add(
        table,
        rows.map((row, at) => ({ ...row, [`${table}id`]: `${table.charAt(0)}${at + 1}` })),
      );
    }
    club.add(
      "knownhall",
      known.map(([memberid, hallid]) => ({ memberid, hallid })),
    );
  });
}
