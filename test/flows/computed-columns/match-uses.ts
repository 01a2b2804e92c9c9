import type { WebApiUse } from "../../../pac-deploy/site-code/find-web-api-uses.ts";
import type { ObservedCall } from "./browse-site.ts";
import type { CallFrame } from "./trace-calls.ts";

/** The places of the site's code that a call comes from: by the lines that made it, or, where none is known, by what it asks for. */
export function matchUses(call: ObservedCall, uses: readonly WebApiUse[]): readonly WebApiUse[] {
  const agreeing = uses.filter((use) => mayAsk(use, call));
  const placed = agreeing.filter((use) => call.frames.some((frame) => standsIn(frame, use)));
  const candidates = placed.length > 0 ? placed : agreeing.filter(({ setName }) => setName !== undefined);
  const columns = columnsOf(call);
  const covering = candidates.filter(({ reads, writes }) => columns.every((column) => reads.includes(column) || writes.includes(column)));
  return covering.length > 0 ? covering : placed;
}

function mayAsk({ methods, setName, hasKey, unknown }: WebApiUse, { method, path }: ObservedCall): boolean {
  if (methods?.includes(method) === false) return false;
  const [, set, key] = /^\/_api\/(\w+)(\()?/.exec(path) ?? [];
  return setName === undefined || (setName === set && (unknown !== undefined || hasKey === (key !== undefined)));
}

function standsIn({ line, column }: CallFrame, { source, offset, request }: WebApiUse): boolean {
  if (line === "") return false;
  const ends = request === undefined ? [] : [request.node.end - request.node.start];
  const end = offset + (ends[0] ?? 1);
  for (let at = source.text.indexOf(line); at >= 0; at = source.text.indexOf(line, at + 1))
    if (at + column >= offset && at + column < end) return true;
  return false;
}

function columnsOf({ path, requestBody }: ObservedCall): string[] {
  const selected = /[?&]\$select=([^&]*)/.exec(decode(path))?.[1]?.split(",") ?? [];
  const sent = [...(requestBody ?? "").matchAll(/"(\w+)"\s*:/g)].map(([, name]) => name ?? "");
  return [...selected.map((name) => name.trim()), ...sent].filter((name) => name !== "");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
