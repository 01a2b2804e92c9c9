import { expect } from "vitest";
import type { Expected } from "./frame.ts";
import type { Reply } from "./world.ts";

/** Fails unless the answer is the expected one; the answer's body is in the message. */
export function judgeReply(reply: Reply, expected: Expected, ask: string): void {
  const said = `${ask}\n${reply.status} ${reply.text.slice(0, 600)}`;
  expect(reply.status, said).toBe(expected.status);
  if (expected.code !== undefined) expect(codeOf(reply.json), said).toBe(expected.code);
  for (const [name, value] of Object.entries(expected.headers ?? {})) {
    const actual = reply.headers.get(name);
    if (value === undefined) expect(actual, `${name} of ${said}`).toBeNull();
    else if (typeof value === "string") expect(actual, `${name} of ${said}`).toBe(value);
    else expect(actual ?? "", `${name} of ${said}`).toMatch(value);
  }
  if (expected.json !== undefined) expect(reply.json, said).toMatchObject(expected.json);
  if (expected.exactly !== undefined) expect(reply.json, said).toEqual(expected.exactly);
  if (typeof expected.text === "string") expect(reply.text, said).toBe(expected.text);
  else if (expected.text !== undefined) expect(reply.text, said).toMatch(expected.text);
}

/** `error.code` of a body of the portal; undefined: it is none. */
export function codeOf(json: unknown): unknown {
  const error = typeof json === "object" && json !== null && "error" in json ? json.error : undefined;
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}
