import { expect, test } from "vitest";
import { createLocks, type LockOwner } from "../../../portal-emulator/organization/locks.ts";
import { faultOf } from "./organization.ts";

const owner = (id: number, writes = 0): LockOwner => ({ id, writeCount: () => writes });
const open = () => createLocks({ timeoutMs: 1000, startTimer: () => () => undefined });
const [a, b, c] = [owner(1), owner(2), owner(3)] as const;

test("are held at once when free, again by their owner, and together when shared", () => {
  const locks = open();
  expect(locks.acquire(a, "x", "exclusive")).toBeUndefined();
  expect(locks.acquire(a, "x", "shared")).toBeUndefined();
  expect(locks.acquire(a, "y", "shared")).toBeUndefined();
  expect(locks.acquire(b, "y", "shared")).toBeUndefined();
  expect(locks.holders("y")).toEqual([a, b]);
});

test("go to whoever came first", async () => {
  const locks = open();
  const order: string[] = [];
  void locks.acquire(a, "x", "exclusive");
  const [second, third] = [locks.acquire(b, "x", "exclusive"), locks.acquire(c, "x", "shared")];
  void second?.then(() => order.push("b"));
  void third?.then(() => order.push("c"));
  locks.release(a);
  await second;
  expect(order).toEqual(["b"]);
  locks.release(b);
  await third;
  expect(order).toEqual(["b", "c"]);
});

test("are not overtaken by later shared ones", () => {
  const locks = open();
  void locks.acquire(a, "x", "shared");
  void locks.acquire(b, "x", "exclusive")?.catch(() => undefined);
  expect(locks.acquire(c, "x", "shared")).toBeInstanceOf(Promise);
});

test("become exclusive once the others let go", async () => {
  const locks = open();
  void locks.acquire(a, "x", "shared");
  void locks.acquire(b, "x", "shared");
  const upgrade = locks.acquire(a, "x", "exclusive");
  expect(upgrade).toBeInstanceOf(Promise);
  locks.release(b);
  await upgrade;
  expect(locks.acquire(b, "x", "shared")).toBeInstanceOf(Promise);
});

test("two that both want to become exclusive are a deadlock of the younger one", async () => {
  const locks = open();
  void locks.acquire(a, "x", "shared");
  void locks.acquire(b, "x", "shared");
  const first = locks.acquire(a, "x", "exclusive");
  expect(await faultOf(locks.acquire(b, "x", "exclusive") ?? Promise.resolve())).toBe("0x80044150 500");
  locks.release(b);
  await first;
});

test("a circle of three is broken at the one with the fewest writes", async () => {
  const locks = open();
  const owners = [owner(1, 5), owner(2, 1), owner(3, 5)];
  owners.forEach((one, index) => void locks.acquire(one, `x${index}`, "exclusive"));
  const waits = owners.map((one, index) => faultOf(locks.acquire(one, `x${(index + 1) % 3}`, "exclusive") ?? Promise.resolve()));
  expect(await waits[1]).toBe("0x80044150 500");
  for (const one of [owners[1], owners[0], owners[2]]) if (one !== undefined) locks.release(one);
  expect(await Promise.all([waits[0], waits[2]])).toEqual(["none", "none"]);
});

test("end an owner's wait when it is interrupted or lets go of everything", async () => {
  const locks = open();
  void locks.acquire(a, "x", "exclusive");
  const wait = faultOf(locks.acquire(b, "x", "exclusive") ?? Promise.resolve());
  locks.release(b);
  expect(await wait).toBe("0x80040251 400");
  locks.release(a);
  expect(locks.acquire(c, "x", "exclusive")).toBeUndefined();
});
