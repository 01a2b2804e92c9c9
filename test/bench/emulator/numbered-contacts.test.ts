import { describe, expect, it } from "vitest";
import { lookUpAddress, numberedContact, numberedContacts } from "../../../bench/emulator/numbered-contacts.ts";

describe("numberedContacts", () => {
  it("gives each contact an address of its own", () => {
    const addresses = Array.from(numberedContacts(500), (row) => row["emailaddress1"]);
    expect(new Set(addresses).size).toBe(500);
  });
});

describe("lookUpAddress", () => {
  const addresses = Array.from({ length: 5_000 }, (_, lookUp) => lookUpAddress(lookUp, 1_000));

  it("never spells two look-ups alike, so that no cached answer serves one", () => {
    expect(new Set(addresses).size).toBe(5_000);
  });

  it("names every contact before it names one again", () => {
    expect(new Set(addresses.slice(0, 1_000)).size).toBe(1_000);
    expect(new Set(addresses.map((address) => address.toLowerCase())).size).toBe(1_000);
  });

  it("names contacts that are there", () => {
    const known = new Set(Array.from({ length: 1_000 }, (_, number) => numberedContact(number).emailaddress1));
    expect(addresses.filter((address) => !known.has(address.toLowerCase()))).toEqual([]);
  });
});
