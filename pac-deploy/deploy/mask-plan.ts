import type { RecordDifference } from "./compare-records.ts";
import type { DeploymentPlan, RecordChange, ValueChange } from "./deployment-plan.ts";
import { recordKey, type DeployedRecord, type DeployedValue } from "./site-records.ts";

const dots = "••••••••";

type Secrets = ReadonlySet<string>;

/** A plan as it may be shown: values that come from this process's environment are dots, whatever they look like. */
export function maskPlan(plan: DeploymentPlan, secrets: Secrets): DeploymentPlan {
  if (secrets.size === 0) return plan;
  const change = (one: RecordChange): RecordChange => ({
    ...one,
    record: maskRecord(one.record, secrets),
    ...(one.source === undefined ? {} : { source: maskRecord(one.source, secrets) }),
    values: maskValues(one.record, one.values, secrets),
  });
  return {
    changes: plan.changes.map(change),
    others: plan.others.map(change),
    conflicts: plan.conflicts.map((conflict) => {
      const { record, key = "" } = conflict;
      const at = (value: DeployedValue | undefined): DeployedValue | undefined => maskValue(value, { record, key, secrets });
      return {
        ...conflict,
        record: maskRecord(record, secrets),
        base: at(conflict.base),
        local: at(conflict.local),
        remote: at(conflict.remote),
      };
    }),
    residue: plan.residue.map((residue) => ({
      ...residue,
      record: maskRecord(residue.record, secrets),
      wanted: maskValue(residue.wanted, { ...residue, key: residue.key ?? "", secrets }),
      remote: maskValue(residue.remote, { ...residue, key: residue.key ?? "", secrets }),
    })),
    closings: plan.closings.map((closing) => ({ ...closing, record: maskRecord(closing.record, secrets) })),
  };
}

/** The same for what was read back. */
export const maskDifferences = (differences: readonly RecordDifference[], secrets: Secrets): readonly RecordDifference[] =>
  secrets.size === 0
    ? differences
    : differences.map(({ record, values, ...rest }) => ({
        ...rest,
        record: maskRecord(record, secrets),
        values: maskValues(record, values, secrets),
      }));

const maskRecord = (record: DeployedRecord, secrets: Secrets): DeployedRecord => ({
  ...record,
  values: Object.fromEntries(
    // What is there is no undefined, and dots are a text.
    Object.entries(record.values).map(([key, value]) => [key, maskValue(value, { record, key, secrets }) ?? null]),
  ),
});

const maskValues = (record: DeployedRecord, values: readonly ValueChange[], secrets: Secrets): ValueChange[] =>
  values.map(({ key, before, after }) => ({
    key,
    before: maskValue(before, { record, key, secrets }),
    after: maskValue(after, { record, key, secrets }),
  }));

function maskValue(
  value: DeployedValue | undefined,
  { record, key, secrets }: { readonly record: DeployedRecord; readonly key: string; readonly secrets: Secrets },
): DeployedValue | undefined {
  const id = recordKey(record);
  const isSecret = secrets.has(`${id}/${key}`) || secrets.has(`${id}/adx_${key}`);
  return isSecret && value !== undefined && value !== null ? dots : value;
}
