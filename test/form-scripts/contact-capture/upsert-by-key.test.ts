import { afterEach, describe, expect, it } from "vitest";
import { upsertContact } from "../../../form-scripts/contact-capture/upsert.ts";
import { submitLimitMs } from "../../../form-scripts/contact-capture/request.ts";
import { createClock } from "../../../identity/clock.ts";
import type { TinySite } from "../../access/tiny-site.ts";
import type { Schema } from "../../../portal-emulator/schema/schema.ts";
import { standardSchema } from "../../../portal-emulator/schema/standard-schema.ts";
import { keyedSchema, pathA, tinyPortal, type TinyPortal } from "../../portal-emulator/web-api/tiny-portal.ts";
import { ada, createPage, html, settingsOf, turnOf } from "./portal-double.ts";

const settings = settingsOf({ path: "A-key", keyProvedAt: "https://www.site.example.com" });
const mayWrite: TinySite = { ...pathA, permissions: [{ read: true, create: true, write: true }] };

/** The script against the emulator's Web API, which keeps the alternate key on the address if it has one. */
function open(site: TinySite, schema: Schema) {
  const portal = tinyPortal(site, { schema });
  const calls: string[] = [];
  const fetch = async (url: string, { method = "GET", body, headers }: RequestInit): Promise<Response> => {
    if (!url.startsWith("/_api")) return html('<input name="__RequestVerificationToken" type="hidden" value="of the emulator" />');
    // The emulator's own token goes in place of this one; headers are those of the script.
    const { __RequestVerificationToken: _token, ...others } = headers as Record<string, string>;
    const reply = await portal.send(method, url, body ?? undefined, others);
    calls.push(`${method} ${reply.status}`);
    return new Response(reply.text || null, { status: reply.status, headers: reply.headers });
  };
  const turn = () => turnOf({ ...createPage(), fetch }, { settings, clock: createClock(), endsAt: Date.now() + submitLimitMs });
  return { portal, calls, turn };
}

describe("an upsert by alternate key, as the emulator answers it", () => {
  let portal: TinyPortal | undefined;
  afterEach(() => portal?.close());
  const start = (site: TinySite, schema = keyedSchema) => {
    const opened = open(site, schema);
    portal = opened.portal;
    return opened;
  };

  it("needs Write on contact, beside what Path A needs", async () => {
    const { calls, turn } = start(mayWrite);
    expect(await upsertContact(turn())).toMatchObject({ outcome: "created", certain: true });
    expect(await upsertContact({ ...turn(), values: { ...ada, lastname: "Byron" } })).toMatchObject({ outcome: "reused", certain: true });
    expect(calls).toEqual(["PATCH 204", "PATCH 412", "GET 200"]);
    expect(portal?.store.query("contact")).toMatchObject([{ lastname: "Lovelace" }]);
  });

  it("lets nobody change a contact where the columns' profile does not", async () => {
    const { turn } = start(mayWrite);
    const written = await upsertContact(turn());
    const id = written.code === undefined ? written.contactId : undefined;
    expect(await portal?.send("PATCH", `/_api/contacts(${id})`, { lastname: "Byron" })).toMatchObject({ status: 403 });
    expect(portal?.store.query("contact")).toMatchObject([{ lastname: "Lovelace" }]);
  });

  it("goes the ordinary way without Write", async () => {
    const { calls, turn } = start(pathA);
    expect(await upsertContact(turn())).toMatchObject({ outcome: "created", certain: true });
    expect(await upsertContact(turn())).toMatchObject({ outcome: "reused", certain: true });
    expect(calls).toEqual(["PATCH 403", "GET 200", "POST 204", "PATCH 403", "GET 200"]);
  });

  it("goes the ordinary way where there is no such key", async () => {
    const { calls, turn } = start(pathA, standardSchema);
    expect(await upsertContact(turn())).toMatchObject({ outcome: "created", certain: true });
    expect(calls).toEqual(["PATCH 400", "GET 200", "POST 204"]);
  });
});
