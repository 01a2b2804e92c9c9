import { describe, expect, it } from "vitest";
import { parseContact, parseLink, parseView } from "../../../console/source/console-rows.ts";

describe("console rows", () => {
  it("takes the signal's time before the row's", () => {
    expect(parseView({ createdon: "2026-11-22T10:00:01.000Z", msdynci_signaltimestamp: "2026-11-22T10:00:00.250Z" }).atMs).toBe(
      Date.parse("2026-11-22T10:00:00.250Z"),
    );
    expect(parseView({ createdon: "2026-11-22T10:00:01.000Z", msdynci_signaltimestamp: "soon" }).atMs).toBe(
      Date.parse("2026-11-22T10:00:01.000Z"),
    );
  });

  it("sees a link as resolved by its alternate key", () => {
    expect(parseLink({ _msdynci_alternatekeyreference_value: null }).isResolved).toBe(false);
    expect(parseLink({ _msdynci_alternatekeyreference_value: "11111111-1111-4111-8111-111111111111" }).isResolved).toBe(true);
  });

  it("reads nulls and strange values as nothing", () => {
    expect(parseContact({ contactid: "1", firstname: null, lastname: 7, createdon: null })).toEqual({
      id: "1",
      createdAtMs: 0,
      firstName: "",
      lastName: "",
      email: "",
    });
  });
});
