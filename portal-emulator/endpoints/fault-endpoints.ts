import { Hono } from "hono";
import type { Faults } from "../faults/create-faults.ts";
import { parseFaultRules } from "../faults/parse-fault-rules.ts";
import { readJson } from "./read-json.ts";

/** `/_emulator/faults`: the rules that stand, in the order in which they act; POST adds to them, DELETE ends them all. */
export function createFaultEndpoints(faults: Faults): Hono {
  const app = new Hono();
  app.get("/", (c) => c.json(faults.rules()));
  app.post("/", async (c) => {
    const parsed = parseFaultRules(await readJson(c.req.raw));
    if (!parsed.ok) return c.json({ error: parsed.message }, 400);
    faults.add(parsed.value);
    return c.json(faults.rules());
  });
  app.delete("/", (c) => {
    faults.clear();
    return c.json(faults.rules());
  });
  return app;
}
