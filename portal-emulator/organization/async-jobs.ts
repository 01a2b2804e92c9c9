/** A step of mode async that threw: it cancels nothing, and is only kept here. */
export interface JobFailure {
  readonly step: string;
  readonly message: string;
  readonly table: string | undefined;
  readonly error: unknown;
}

/** The oldest failures give way to later ones. */
const keptFailures = 1_000;

export interface AsyncJobs {
  /** Starts a job soon; it must not reject. */
  add(job: () => Promise<void>): void;
  fail(failure: JobFailure): void;
  failures(): readonly JobFailure[];
  /** Resolves when no job is left, those that jobs added included. */
  settle(): Promise<void>;
}

/** Jobs of the asynchronous service: they run side by side, in no promised order. */
export function createAsyncJobs(): AsyncJobs {
  const running = new Set<Promise<void>>();
  const failed: JobFailure[] = [];
  return {
    add(job) {
      const run = Promise.resolve()
        .then(job)
        .finally(() => running.delete(run));
      running.add(run);
    },
    fail(failure) {
      failed.push(failure);
      if (failed.length > keptFailures) failed.shift();
    },
    failures: () => [...failed],
    async settle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
