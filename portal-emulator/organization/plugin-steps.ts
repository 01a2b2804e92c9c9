import type { Schema } from "../schema/schema.ts";
import type { PluginStage, PluginStep } from "./plugin.ts";

export interface StepQuery {
  readonly message: string;
  readonly table: string | undefined;
  readonly stage: PluginStage;
  readonly mode: "sync" | "async";
  /** Of Update: the columns that are set. */
  readonly columns?: readonly string[];
}

export interface PluginSteps {
  /** Throws TypeError for a step that the platform would not take, or that would never run. */
  register(step: PluginStep): void;
  /** In the order they run in. */
  select(query: StepQuery): readonly PluginStep[];
  /** Whether any step may run for the message. */
  hasAny(message: string, table: string | undefined): boolean;
}

/** Registered steps by message. https://learn.microsoft.com/power-apps/developer/data-platform/register-plug-in */
export function createPluginSteps(schema: Schema): PluginSteps {
  const byMessage = new Map<string, PluginStep[]>();
  const matching = (message: string, table: string | undefined): PluginStep[] =>
    (byMessage.get(message) ?? []).filter((step) => step.table === undefined || step.table === table);
  return {
    register(step) {
      const reason = findMistake(step, schema);
      if (reason !== undefined) throw new TypeError(`The step ${step.name} cannot be registered: ${reason}.`);
      const steps = [...(byMessage.get(step.message) ?? []), step];
      // The sort is stable: equal ranks run in the order of registration.
      byMessage.set(
        step.message,
        steps.toSorted((one, other) => (one.rank ?? 1) - (other.rank ?? 1)),
      );
    },
    select: ({ message, table, stage, mode, columns }) =>
      matching(message, table).filter(
        (step) =>
          step.stage === stage &&
          step.mode === mode &&
          (step.filteringColumns === undefined || step.filteringColumns.some((column) => columns?.includes(column))),
      ),
    hasAny: (message, table) => matching(message, table).length > 0,
  };
}

function findMistake(step: PluginStep, schema: Schema): string | undefined {
  if (step.mode === "async" && step.stage !== 40) return "asynchronous steps belong to stage 40";
  if (step.filteringColumns !== undefined && step.message !== "Update") return "filtering columns apply to Update only";
  if (step.filteringColumns?.length === 0) return "it filters for no column";
  if (step.table === undefined) return undefined;
  if (step.message === "Associate" || step.message === "Disassociate") return `${step.message} has no table`;
  return schema.findTable(step.table) === undefined ? `there is no table ${step.table}` : undefined;
}
