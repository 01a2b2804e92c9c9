import type { MessageParameters } from "./organization.ts";
import type { PluginContext, PluginStage } from "./plugin.ts";
import type { Row } from "../store/store.ts";
import { inNewTransaction, type Engine, type Session, type Work } from "./engine.ts";
import { runStep, type StepScene } from "./run-step.ts";
import { doom, type Transaction } from "./transaction.ts";

/** A message on its way through the pipeline. */
export interface Message {
  readonly name: string;
  readonly table: string | undefined;
  /** The row's id, as far as it is known. */
  id: string | undefined;
  /** The row to be, or the changes; steps of stages 10 and 20 write into it. */
  readonly target: Record<string, Row[string]>;
  readonly inputParameters: MessageParameters;
  readonly outputParameters: Record<string, MessageParameters[string]>;
  /** The row as it is in the database; undefined: the message has no row. */
  readonly readRow?: (transaction: Transaction | undefined) => Row | undefined;
  /** Only then steps with filtering columns look at the target. */
  readonly hasChanges: boolean;
  /** Its own work: stage 30. */
  main(work: Work, scene: StepScene): Promise<void>;
}

/**
 * Sends a message through the pipeline: stage 10 outside a transaction of its own, 20, the operation and 40 inside one, asynchronous steps once it is committed.
 * https://learn.microsoft.com/power-apps/developer/data-platform/event-framework
 */
export async function sendMessage(engine: Engine, session: Session, message: Message): Promise<void> {
  if (!engine.steps.hasAny(message.name, message.table)) {
    const scene = createScene(message, 30, session.parent);
    await inTransaction(engine, session, (work) => message.main(work, scene));
    return;
  }
  const before = await runSteps(engine, session, message, createScene(message, 10, session.parent, message.readRow?.(session.transaction)));
  await inTransaction(engine, session, async (work) => {
    const preImage = message.readRow?.(work.transaction);
    const scene = createScene(message, 20, before ?? session.parent, preImage);
    await runSteps(engine, work.session, message, scene);
    await message.main(work, { ...scene, stage: 30 });
    const after: StepScene = { ...scene, stage: 40, id: message.id, postImage: message.readRow?.(work.transaction) };
    await runSteps(engine, work.session, message, after);
    queueAsyncSteps(engine, work, message, after);
  });
}

function createScene(message: Message, stage: StepScene["stage"], parent: PluginContext | undefined, preImage?: Row): StepScene {
  const { name, table, id, target, inputParameters, outputParameters } = message;
  return {
    message: name,
    stage,
    table,
    id,
    target,
    preImage,
    postImage: undefined,
    inputParameters,
    outputParameters,
    sharedVariables: new Map(),
    parent,
  };
}

/** Returns the context of the last step that ran. */
async function runSteps(engine: Engine, session: Session, message: Message, scene: StepScene): Promise<PluginContext | undefined> {
  let last: PluginContext | undefined;
  for (const step of engine.steps.select({ ...stepQuery(message, scene), mode: "sync" }))
    last = await runStep(engine, session, step, scene);
  return last;
}

function stepQuery(
  message: Message,
  scene: StepScene,
): { message: string; table: string | undefined; stage: PluginStage; columns?: readonly string[] } {
  // Stage 30 is the operation's own and has no steps.
  const stage = scene.stage === 30 ? 40 : scene.stage;
  const query = { message: message.name, table: message.table, stage };
  return message.hasChanges ? { ...query, columns: Object.keys(message.target) } : query;
}

function queueAsyncSteps(engine: Engine, { transaction, session }: Work, message: Message, scene: StepScene): void {
  const steps = engine.steps.select({ ...stepQuery(message, scene), mode: "async" });
  // Later stages and other jobs do not see what one job does to its data.
  const kept = { ...scene, target: structuredClone(scene.target), outputParameters: structuredClone(scene.outputParameters) };
  for (const step of steps) {
    transaction.afterCommit.push(() =>
      engine.jobs.add(async () => {
        try {
          await engine.turn();
          await runStep(engine, { ...session, transaction: undefined }, step, { ...kept, sharedVariables: new Map(scene.sharedVariables) });
        } catch (error) {
          engine.jobs.fail({ step: step.name, message: message.name, table: message.table, error });
        }
      }),
    );
  }
}

async function inTransaction(engine: Engine, session: Session, work: (work: Work) => Promise<void>): Promise<void> {
  const { transaction } = session;
  if (transaction !== undefined) {
    await work({ engine, session, transaction });
    return;
  }
  await inNewTransaction(engine, async (own) => {
    try {
      await work({ engine, session: { ...session, transaction: own }, transaction: own });
    } catch (error) {
      doom(own);
      throw error;
    }
  });
}
