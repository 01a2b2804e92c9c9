/** One line of the benchmark: a figure beside its baseline from the same run. */
export interface Measurement {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly baseline: number;
  readonly ratio: number;
  readonly target: number;
  readonly ok: boolean;
}

/** @param target the ratio that is good enough */
export function compare(name: string, unit: string, value: number, baseline: number, target: number): Measurement {
  const ratio = value / baseline;
  return { name, unit, value: round(value), baseline: round(baseline), ratio: round(ratio), target, ok: ratio <= target };
}

const round = (value: number): number => Number(value.toPrecision(4));

/**
 * Median milliseconds of two things done in turns, so that a noisy machine disturbs both alike.
 * @param options.rounds how often each is done, after one round that does not count
 * @param options.between is done after each round and not measured
 */
export async function measureInTurns(
  ours: () => Promise<unknown>,
  baseline: () => Promise<unknown>,
  { rounds = 15, between }: { readonly rounds?: number; readonly between?: () => Promise<unknown> } = {},
): Promise<{ ours: number; baseline: number }> {
  const times = { ours: [] as number[], baseline: [] as number[] };
  for (let round_ = 0; round_ <= rounds; round_ += 1) {
    for (const [key, act] of [
      ["baseline", baseline],
      ["ours", ours],
    ] as const) {
      const start = performance.now();
      await act();
      if (round_ > 0) times[key].push(performance.now() - start);
    }
    await between?.();
  }
  return { ours: median(times.ours), baseline: median(times.baseline) };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
