import { describe, expect, it } from "vitest";
import type { KnownContact } from "../../identity/known-contact.ts";
import { digestContactId } from "../../identity/linked-contact.ts";
import { resolveContact } from "../../identity/resolve-contact.ts";
import { idA, idB } from "./page-double.ts";

const formA: KnownContact = { id: idA, source: "form" };
const signInA: KnownContact = { id: idA, source: "sign-in" };
const nobody = { isReadable: true, contactId: undefined };
const userA = { isReadable: true, contactId: idA };
const userB = { isReadable: true, contactId: idB };

describe("resolveContact", () => {
  it.each([
    { case: "nobody known, nobody signed in", user: nobody, known: undefined, linked: undefined, contact: undefined, forget: false },
    { case: "a contact of this tab session", user: nobody, known: formA, linked: idA, contact: formA, forget: false },
    { case: "a sign-in", user: userA, known: undefined, linked: undefined, contact: signInA, forget: false },
    { case: "a sign-in of the contact the form captured", user: userA, known: formA, linked: idA, contact: signInA, forget: false },
    { case: "a sign-in of somebody else", user: userB, known: formA, linked: idA, contact: { id: idB, source: "sign-in" }, forget: true },
    {
      case: "a sign-in in a new tab of a browser linked to somebody else",
      user: userB,
      known: undefined,
      linked: idA,
      contact: { id: idB, source: "sign-in" },
      forget: true,
    },
    {
      case: "a captured contact on a browser linked to somebody else",
      user: nobody,
      known: formA,
      linked: idB,
      contact: formA,
      forget: true,
    },
    { case: "a sign-out", user: nobody, known: signInA, linked: idA, contact: undefined, forget: true },
    {
      case: "a page without the portal object",
      user: { isReadable: false, contactId: undefined },
      known: signInA,
      linked: idA,
      contact: signInA,
      forget: false,
    },
    { case: "a linked browser and nobody known", user: nobody, known: undefined, linked: idA, contact: undefined, forget: false },
  ])("decides on $case", ({ user, known, linked, contact, forget }) => {
    expect(resolveContact(user, known, linked ? digestContactId(linked) : null)).toEqual({ contact, forget });
  });

  it("keeps no id in the digest", () => {
    expect(digestContactId(idA)).not.toBe(digestContactId(idB));
    expect(digestContactId(idA).length).toBeLessThan(8);
  });
});
