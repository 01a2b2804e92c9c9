/**
 * How long fuzzing lasts: the runs of each property, and where the random numbers begin. A check in a pull request always does the same few;
 * `PORTAL_KIT_FUZZ_RUNS=20000 PORTAL_KIT_FUZZ_SEED=$RANDOM npx vitest run test/fuzz` looks further. A failure prints its seed and its smallest case.
 */
export function fuzzSettings(runs: number): { readonly numRuns: number; readonly seed: number } {
  const asked = process.env["PORTAL_KIT_FUZZ_RUNS"];
  return {
    numRuns: asked === undefined ? runs : readCount("PORTAL_KIT_FUZZ_RUNS", asked),
    seed: readCount("PORTAL_KIT_FUZZ_SEED", process.env["PORTAL_KIT_FUZZ_SEED"] ?? "20260304"),
  };
}

/** Vitest's limit for one test, in milliseconds: a longer run is waited for. */
export const fuzzTimeoutMs = process.env["PORTAL_KIT_FUZZ_RUNS"] === undefined ? 60_000 : 24 * 3_600_000;

function readCount(name: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`${name} is a whole number, not "${text}".`);
  return Number(text);
}
