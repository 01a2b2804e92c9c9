import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lookUpQuery } from "../../../form-scripts/contact-capture/look-up.ts";
import { pathA, tinyPortal, type TinyPortal } from "../../portal-emulator/web-api/tiny-portal.ts";

const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
const beyondAscii = ["é", "ß", "Ω", "中", "😀", "''", "%27", "' or 1 eq 1 or '", "&$top=0", "#", "+%2B"];

describe("the look-up of an address, as the emulator's parser reads it", () => {
  let portal: TinyPortal;
  beforeAll(() => {
    // Rows come and go behind the portal's back here, which its read cache would not see.
    portal = tinyPortal(pathA, { switches: { readCache: "off" } });
    portal.store.insert("contact", { emailaddress1: "somebody.else@example.com" });
  });
  afterAll(() => portal.close());

  it.each([...printable, ...beyondAscii])("finds exactly the contact whose address holds <%s>", async (text) => {
    const email = `a${text}b@example.com`;
    const url = `/_api/contacts${lookUpQuery(email, "contactid")}`;
    expect(await portal.send("GET", url)).toMatchObject({ status: 200, json: { value: [] } });
    const row = portal.store.insert("contact", { emailaddress1: email });
    const found = await portal.send("GET", url);
    expect(found).toMatchObject({ status: 200, json: { value: [{ contactid: row["contactid"], emailaddress1: email }] } });
    portal.store.remove("contact", String(row["contactid"]));
  });
});
