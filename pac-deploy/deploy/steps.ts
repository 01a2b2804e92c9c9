/** One step of a command that goes through several, as `--json` gives it. */
export interface Step {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** What was done so far, in order; each step is told as it ends. */
export interface StepLog {
  readonly steps: readonly Step[];
  ok(name: string, detail: string): void;
  failed(name: string, detail: string): void;
  /** What is being done now, for people only. */
  progress(line: string): void;
}

export function createStepLog({
  onStep,
  onProgress,
}: {
  readonly onStep: (step: Step) => void;
  readonly onProgress: (line: string) => void;
}): StepLog {
  const steps: Step[] = [];
  const add = (step: Step): void => {
    steps.push(step);
    onStep(step);
  };
  return {
    steps,
    ok: (name, detail) => add({ name, ok: true, detail }),
    failed: (name, detail) => add({ name, ok: false, detail }),
    progress: onProgress,
  };
}
