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
  return judge({ name, unit, value, baseline, target }, value / baseline);
}

/** As `compare`, for what is better the more there is of it: the ratio says how many times slower than the baseline. */
export function compareRates(name: string, unit: string, value: number, baseline: number, target: number): Measurement {
  return judge({ name, unit, value, baseline, target }, baseline / value);
}

function judge(figures: Pick<Measurement, "name" | "unit" | "value" | "baseline" | "target">, ratio: number): Measurement {
  return {
    name: figures.name,
    unit: figures.unit,
    value: round(figures.value),
    baseline: round(figures.baseline),
    ratio: round(ratio),
    target: figures.target,
    ok: ratio <= figures.target,
  };
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
  options: TurnOptions = {},
): Promise<{ ours: number; baseline: number }> {
  return measureAllInTurns({ baseline, ours }, options);
}

export interface TurnOptions {
  readonly rounds?: number;
  readonly between?: () => Promise<unknown>;
}

/** As `measureInTurns`, for any number of things; in each round they are done in their order. */
export async function measureAllInTurns<Name extends string>(
  acts: Readonly<Record<Name, () => Promise<unknown>>>,
  { rounds = 15, between }: TurnOptions = {},
): Promise<Record<Name, number>> {
  const timed = (act: () => Promise<unknown>) => async (): Promise<number> => {
    const start = performance.now();
    await act();
    return performance.now() - start;
  };
  // Object.fromEntries forgets that the keys are the record's.
  const samples = Object.fromEntries(Object.entries<() => Promise<unknown>>(acts).map(([name, act]) => [name, timed(act)])) as Record<
    Name,
    () => Promise<number>
  >;
  return sampleAllInTurns(samples, { rounds, ...(between && { between }) });
}

/** Medians of figures that the acts themselves come to, taken in turns as by `measureAllInTurns`. */
export async function sampleAllInTurns<Name extends string>(
  acts: Readonly<Record<Name, () => Promise<number>>>,
  { rounds = 15, between }: TurnOptions = {},
): Promise<Record<Name, number>> {
  // Object.keys forgets that the keys are the record's.
  const names = Object.keys(acts) as Name[];
  const found = new Map(names.map((name) => [name, [] as number[]]));
  for (let round_ = 0; round_ <= rounds; round_ += 1) {
    for (const name of names) {
      const figure = await acts[name]();
      if (round_ > 0) found.get(name)?.push(figure);
    }
    await between?.();
  }
  // One entry for each name, as made above.
  return Object.fromEntries(names.map((name) => [name, median(found.get(name) ?? [])])) as Record<Name, number>;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
