import { UserError } from "../../contract/user-error.ts";
import { recordKey, type DeployedRecord } from "./site-records.ts";
import type { DeploymentStates } from "./plan-deployment.ts";

/** What a person decided about records that both sides changed. */
export interface Decisions {
  /** @param others records that the conflict is about as well, e.g. the same one in the environment */
  of(record: DeployedRecord, ...others: readonly DeployedRecord[]): "local" | "remote" | undefined;
  /** A decision about nothing is a slip of the pen, and what was meant stays undecided. */
  assertAllUsed(): void;
}

export function createDecisions({ take, takeLocal = [], takeRemote = [] }: DeploymentStates): Decisions {
  const sides = [
    { side: "local" as const, places: takeLocal },
    { side: "remote" as const, places: takeRemote },
  ];
  const used = new Set<string>();
  return {
    of(...records) {
      for (const { side, places } of sides) {
        const place = places.find((candidate) => records.some((record) => isNamed(record, candidate)));
        if (place === undefined) continue;
        used.add(place);
        return side;
      }
      return take;
    },
    assertAllUsed() {
      const unused = sides.flatMap(({ side, places }) => places.filter((place) => !used.has(place)).map((place) => ({ side, place })));
      const [first] = unused;
      if (first === undefined) return;
      throw new UserError("take-unknown", `--take-${first.side} ${first.place} names nothing that is in conflict.`, {
        exitCode: 2,
        hint: "Name the record as the list of conflicts does: its path, <table>/<id>, or <table>/<name>.",
      });
    },
  };
}

function isNamed(record: DeployedRecord, place: string): boolean {
  const wanted = place.replaceAll("\\", "/").replace(/^\.\//, "");
  const key = wanted.toLowerCase();
  return (
    record.path === wanted ||
    `${record.path}:${record.line}` === wanted ||
    Object.values(record.files).includes(wanted) ||
    recordKey(record) === key ||
    record.id === key ||
    `${record.table}/${record.name}`.toLowerCase() === key
  );
}
