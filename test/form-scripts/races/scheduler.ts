/** Whoever a step belongs to: a page, the portal, a browser's own process. Steps of one that is gone are not taken. */
export interface Owner {
  readonly name: string;
  isGone: boolean;
}

/** From when, and until when at the latest, something happens; milliseconds from now. */
export type Delay = readonly [fromMs: number, toMs: number];

export interface Step {
  readonly order: number;
  readonly owner: Owner;
  readonly what: string;
  readonly earliest: number;
  readonly latest: number;
  readonly run: () => void;
}

/**
 * Which of the steps comes next.
 * @param steps those that may, the earliest first; at least two
 * @returns index
 */
export type Choose = (steps: readonly Step[]) => number;

export interface Scheduler {
  /** Milliseconds of virtual time. */
  readonly now: () => number;
  after(owner: Owner, what: string, delay: Delay, run: () => void): void;
  /** Takes steps until none is left. */
  run(): Promise<void>;
  /** What was chosen at each point where there was a choice, and among how many. */
  readonly choices: number[];
  readonly widths: number[];
  readonly trace: string[];
}

/** A schedule that takes longer is one that never ends. */
const stepLimit = 20_000;

/** Lets every promise that is settled go as far as it gets; promises alone never need more than one turn of the event loop. */
const drain = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/**
 * Virtual time in which nothing happens by itself: every request, timer, lock and storage change is a step, and `choose` says which of those that
 * may come next does. A step may, when no other would have to be before it. Between two steps all promises come to rest.
 */
export function createScheduler(choose: Choose, isTraced: boolean): Scheduler {
  let now = 0;
  let order = 0;
  let pending: Step[] = [];
  const choices: number[] = [];
  const widths: number[] = [];
  const trace: string[] = [];

  const takeStep = (): Step | undefined => {
    pending = pending.filter(({ owner }) => !owner.isGone);
    if (pending.length === 0) return undefined;
    let deadline = Infinity;
    for (const { latest } of pending) deadline = Math.min(deadline, latest);
    const steps = pending.filter(({ earliest }) => earliest <= deadline);
    steps.sort((one, other) => one.earliest - other.earliest || one.order - other.order);
    let chosen = 0;
    if (steps.length > 1) {
      chosen = choose(steps);
      choices.push(chosen);
      widths.push(steps.length);
    }
    const step = steps[chosen];
    if (!step) throw new Error(`no step ${chosen} among ${steps.length}`);
    pending.splice(pending.indexOf(step), 1);
    return step;
  };

  return {
    now: () => now,
    after(owner, what, [fromMs, toMs], run) {
      pending.push({ order: order++, owner, what, earliest: now + fromMs, latest: now + toMs, run });
    },
    async run() {
      await drain();
      for (let taken = 0; ; taken++) {
        const step = takeStep();
        if (!step) return;
        if (taken > stepLimit) throw new Error(`no end after ${stepLimit} steps: ${step.owner.name} ${step.what}`);
        now = Math.max(now, step.earliest);
        if (isTraced) trace.push(`${String(now).padStart(7)} ms  ${step.owner.name}: ${step.what}`);
        step.run();
        await drain();
      }
    },
    choices,
    widths,
    trace,
  };
}
