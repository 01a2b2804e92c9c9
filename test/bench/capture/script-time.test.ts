import { expect, it } from "vitest";
import { sumScriptTime, type TraceEvent } from "../../../bench/capture/script-time.ts";

const page = { pid: 7, tid: 1 };
const main = { ...page, name: "thread_name", ph: "M", args: { name: "CrRendererMain" } };
const whole = (name: string, tts: number, tdur: number, thread = page): TraceEvent => ({ ...thread, name, ph: "X", tts, tdur });
const edge = (ph: "B" | "E", tts: number): TraceEvent => ({ ...page, name: "RunMicrotasks", ph, tts });

it.each<[string, TraceEvent[], number]>([
  ["two scripts", [whole("EvaluateScript", 0, 1_000), whole("FunctionCall", 5_000, 2_000)], 3],
  ["a script inside another once", [whole("EvaluateScript", 0, 4_000), whole("FunctionCall", 1_000, 2_000)], 4],
  ["one that follows another at once", [whole("FunctionCall", 0, 1_000), whole("FunctionCall", 1_000, 1_000)], 2],
  ["what goes on after an answer", [edge("B", 1_000), edge("E", 3_500)], 2.5],
  ["what goes on inside a call once", [whole("FunctionCall", 0, 4_000), edge("B", 1_000), edge("E", 3_000)], 4],
  ["whatever their order", [whole("FunctionCall", 9_000, 1_000), whole("v8.compile", 0, 500)], 1.5],
  ["nothing that is no script", [whole("Layout", 0, 9_000), whole("ParseHTML", 0, 9_000)], 0],
  [
    "nothing of other threads",
    [whole("FunctionCall", 0, 9_000, { pid: 7, tid: 2 }), whole("FunctionCall", 0, 9_000, { pid: 8, tid: 1 })],
    0,
  ],
  ["nothing before what had begun earlier ends", [edge("E", 2_000), whole("FunctionCall", 3_000, 1_000)], 1],
])("counts %s", (_, events, expected) => {
  expect(sumScriptTime([main, ...events])).toBe(expected);
});

it("counts the main threads of two pages apart", () => {
  const other = { pid: 8, tid: 1 };
  const events = [main, { ...main, ...other }, whole("FunctionCall", 0, 1_000), whole("FunctionCall", 500, 1_000, other)];
  expect(sumScriptTime(events)).toBe(2);
});
