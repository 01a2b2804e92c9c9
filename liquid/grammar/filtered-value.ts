import { LiquidFailure } from "../liquid-failure.ts";
import { pageFilter, type FilterTable, type PageFilter } from "../filters/page-filter.ts";
import { defaultDialect } from "../liquid-host.ts";
import { andThen, isLater } from "../values/later.ts";
import type { PageContext } from "../session/page-context.ts";
import type { Evaluate } from "./evaluate.ts";
import { fragment, splitOutsideQuotes, valueFragment } from "./fragments.ts";
import type { Notice } from "./notice.ts";
import { noticeOperand } from "./notice-operand.ts";
import { parseOperand } from "./operand.ts";

export interface FilteredValue {
  readonly initial: Evaluate;
  readonly applyFilters: (value: unknown, context: PageContext) => unknown;
  readonly filterNames: readonly string[];
  readonly root: string | undefined;
}

const valuePattern = new RegExp(`^\\s*(${valueFragment})([\\s\\S]*)$`);
const argumentPattern = new RegExp(`[:,]\\s*(${fragment})`, "g");

/** `value | filter: argument, argument | …`. Words between the value and the first bar, and after a filter's arguments, are ignored. */
export function parseFilteredValue(markup: string, offset: number, filters: FilterTable, notice: Notice): FilteredValue {
  const match = valuePattern.exec(markup);
  const name = match?.[1] ?? "";
  const rest = match === null ? markup : (match[2] ?? "");
  const restOffset = offset + markup.length - rest.length;
  const [ignored, ...steps] = splitOutsideQuotes(rest, "|");
  if (ignored !== undefined && ignored.text.trim() !== "") {
    notice({
      kind: "unsupported",
      offset: restOffset + rest.length - rest.trimStart().length,
      name,
      message: `"${ignored.text.trim()}" after a value is ignored by the portal.`,
    });
  }
  noticeOperand(name, offset, notice);
  const operand = parseOperand(name);
  const applied = steps.flatMap((step) => parseFilter(step.text, restOffset + step.offset, filters, notice));
  return {
    initial: operand.evaluate,
    root: operand.root,
    filterNames: applied.map((step) => step.name),
    applyFilters: (value, context) => applyFrom(applied, 0, value, context),
  };
}

/** The value with its filters applied. */
export function evaluateFiltered(value: FilteredValue, context: PageContext): unknown {
  const initial = value.initial(context);
  if (value.filterNames.length === 0) return initial;
  return andThen(initial, (input) => value.applyFilters(input, context));
}

interface AppliedFilter {
  readonly name: string;
  readonly filter: PageFilter;
  readonly arguments: readonly Evaluate[];
}

/** `'%M'` is how .NET writes a custom format of one letter. https://learn.microsoft.com/dotnet/standard/base-types/custom-date-and-time-format-strings#using-single-custom-format-specifiers */
const singleFormat = /^\s*:\s*(["'])%[dfFghHKmMstyz]\1\s*$/;

function parseFilter(text: string, offset: number, filters: FilterTable, notice: Notice): readonly AppliedFilter[] {
  const nameMatch = /\w+/.exec(text);
  if (nameMatch === null) return [];
  const name = nameMatch[0];
  const filter = filters.get(name.toLowerCase());
  if (filter === undefined) {
    notice({
      kind: "unknown-filter",
      offset: offset + nameMatch.index,
      name,
      message: `Filter "${name}" is not known to the portal: the value stays as it is, or an error takes its place.`,
    });
    return [{ name, filter: unknownFilter(name), arguments: [] }];
  }
  const after = text.slice(nameMatch.index + name.length);
  if (name === "date" && /%[-_^#:]*[a-zA-Z]/.test(after) && !singleFormat.test(after)) {
    notice({
      kind: "unsupported",
      offset: offset + nameMatch.index,
      name,
      message: `The portal's "date" takes .NET formats (yyyy-MM-dd), not ${after.replace(/^\s*:/, "").trim()}.`,
    });
  }
  const arguments_ = Array.from(after.matchAll(argumentPattern), (match) => parseOperand(match[1] ?? "").evaluate);
  return [{ name, filter, arguments: arguments_ }];
}

/** Of one that the portal has not, whatever its arguments. */
const unknownFilter = (name: string): PageFilter =>
  pageFilter(0, 0, (input, _arguments, { session }) => {
    if ((session.host.dialect ?? defaultDialect).unknownFilters === "input") return input;
    throw new LiquidFailure("runtime", `Unknown filter "${name}".`, { subject: name });
  });

function applyFrom(steps: readonly AppliedFilter[], from: number, start: unknown, context: PageContext): unknown {
  let value = start;
  for (let at = from; at < steps.length; at++) {
    if (isLater(value)) {
      const next = at;
      return value.then((there) => applyFrom(steps, next, there, context));
    }
    const step = steps[at];
    if (step !== undefined) value = applyOne(step, value, context);
  }
  return isLater(value) ? value.then((there) => charge(there, context)) : charge(value, context);
}

function applyOne(step: AppliedFilter, input: unknown, context: PageContext): unknown {
  const { minArguments, maxArguments, apply } = step.filter;
  const values = step.arguments.map((evaluate) => evaluate(context));
  if (values.length < minArguments || values.length > maxArguments) {
    throw new LiquidFailure("runtime", `Filter "${step.name}" takes ${describeCount(step.filter)}, not ${values.length}.`, {
      subject: step.name,
    });
  }
  if (values.some((value) => isLater(value))) return Promise.all(values).then((there) => apply(input, there, context));
  return apply(input, values, context);
}

function describeCount({ minArguments, maxArguments }: PageFilter): string {
  if (maxArguments === 0) return "no argument";
  if (minArguments === maxArguments) return minArguments === 1 ? "1 argument" : `${minArguments} arguments`;
  return maxArguments === Infinity ? `at least ${minArguments} arguments` : `${minArguments} to ${maxArguments} arguments`;
}

/** A filter takes its time over what is longer. */
const longValue = 10_000;

/** Texts and lists that filters make count against the page's memory. */
function charge(value: unknown, context: PageContext): unknown {
  if (typeof value !== "string" && !Array.isArray(value)) return value;
  if (typeof value === "string") context.memoryLimit.use(value.length);
  else context.useListMemory(value.length);
  if (value.length > longValue) context.assertTime();
  return value;
}
