/** Where the tracker's stub queues calls until its library has come. */
export interface QueueWindow {
  readonly MSCIqueue?: readonly (readonly unknown[])[];
}

/** The stub's first entry: while it is there the library has not taken the queue. */
export const isUntaken = ([method]: readonly unknown[]): boolean => method === "new";
