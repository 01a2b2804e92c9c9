import type { Fault, FaultKind } from "../../contract/emulator-faults.ts";
import { faultHeaderName, faultKinds } from "../../contract/emulator-faults.ts";
import { parseFault, type Parsed } from "./parse-fault-rules.ts";

/** What the number after `=` means in the short form. */
const shortParameters: Partial<Readonly<Record<FaultKind, string>>> = {
  status: "status",
  latency: "ms",
  "cut-after": "bytes",
  drip: "intervalMs",
};

/** Reads the header that asks for faults: `latency=500, status=503`, or JSON. The message never repeats the header, which may hold anything. */
export function parseFaultHeader(value: string): Parsed<readonly Fault[]> {
  const isJson = /^\s*[{[]/.test(value);
  const faults = isJson ? readJson(value) : value.split(",").map((part) => readShort(part.trim()));
  if (faults === undefined) return { ok: false, message: `${faultHeaderName}: not valid JSON` };
  const parsed = faults.map((fault, index) => parseFault(fault, `${faultHeaderName}[${index}]`));
  const wrong = parsed.find((one) => !one.ok);
  if (wrong !== undefined && !wrong.ok)
    return isJson ? wrong : { ok: false, message: `${wrong.message}; short form: ${describeShortForm()}` };
  return { ok: true, value: parsed.flatMap((one) => (one.ok ? [one.value] : [])) };
}

function readJson(value: string): readonly unknown[] | undefined {
  try {
    const json: unknown = JSON.parse(value);
    return Array.isArray(json) ? json : [json];
  } catch {
    return undefined;
  }
}

function readShort(part: string): unknown {
  const [kind, amount] = part.split("=", 2);
  const parameter = new Map(Object.entries(shortParameters)).get(kind ?? "");
  if (amount === undefined) return { kind };
  return { kind, [parameter ?? "amount"]: /^\d{1,9}$/.test(amount) ? Number(amount) : amount };
}

const describeShortForm = (): string =>
  faultKinds.map((kind) => (shortParameters[kind] === undefined ? kind : `${kind}[=<${shortParameters[kind]}>]`)).join(", ");
