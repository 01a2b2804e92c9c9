import { Hono } from "hono";
import type { SnapshotAnswer } from "../../contract/emulator.ts";
import type { DataReplacement, EmulatorContext } from "../emulator-context.ts";
import type { RequestLog } from "../recorder/create-request-log.ts";
import { readJson } from "./read-json.ts";
import { isObject } from "../is-object.ts";
import { SeedFault, seedRows } from "./seed-rows.ts";

export interface DataEndpointParts {
  readonly ctx: EmulatorContext;
  readonly log: RequestLog;
  readonly dataReplaced: (how: DataReplacement) => void;
}

/** `/_emulator/reset`, `seed`, `snapshot` and `restore`: the rows of the organization, put in place behind everybody's back; no plug-in runs. */
export function createDataEndpoints({ ctx, log, dataReplaced }: DataEndpointParts): Hono {
  const app = new Hono();

  app.post("/reset", (c) => {
    ctx.store.reset();
    log.clear();
    dataReplaced("reset");
    ctx.effect(c.req.raw, "every row removed");
    return c.json({ visitors: [] });
  });

  app.post("/seed", async (c) => {
    try {
      const inserted = seedRows(await readJson(c.req.raw), ctx);
      dataReplaced("seed");
      ctx.effect(c.req.raw, `${inserted} rows seeded`);
      return c.json({ inserted });
    } catch (error) {
      if (!(error instanceof SeedFault)) throw error;
      return c.json({ error: `nothing was seeded: ${error.message}` }, 400);
    }
  });

  app.post("/snapshot", (c) => {
    ctx.effect(c.req.raw, "snapshot taken");
    return c.json({ id: ctx.store.snapshot() } satisfies SnapshotAnswer);
  });

  app.post("/restore", async (c) => {
    const body = await readJson(c.req.raw);
    const id = isObject(body) ? body["id"] : undefined;
    if (typeof id !== "string") return c.json({ error: 'expected {"id": "<what /_emulator/snapshot gave>"}' }, 400);
    if (!ctx.store.restore(id)) return c.json({ error: "this database holds no snapshot of that id" }, 404);
    dataReplaced("restore");
    ctx.effect(c.req.raw, "snapshot restored");
    return c.json({ id } satisfies SnapshotAnswer);
  });
  return app;
}
