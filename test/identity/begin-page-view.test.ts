import { describe, expect, it } from "vitest";
import { beginPageView } from "../../identity/begin-page-view.ts";
import { digestContactId } from "../../identity/linked-contact.ts";
import { openIdentityPage } from "./identity-double.ts";
import { idA, idB, signedIn } from "./page-double.ts";

const linkedA = { "portalkit.linked": digestContactId(idA) };
const formA = { contactid: idA, "portalkit.as": "=" };
const signInA = { contactid: idA, "portalkit.as": "+" };
const landing = { "portalkit.landing": "/", "portalkit.outbox": "[1,{}]" };
const nobody = signedIn("");
const cookie = "_msci=of-somebody";

describe("a page view", () => {
  it.each([
    { case: "nobody known, nobody signed in", portal: nobody, session: {}, told: undefined, kept: {}, cookie },
    { case: "the contact of this tab session", portal: nobody, session: formA, told: idA, kept: formA, cookie },
    {
      case: "an id that somebody else has stored",
      portal: nobody,
      session: { contactid: idA },
      told: idA,
      kept: { contactid: idA },
      cookie,
    },
    {
      case: "an id that is none",
      portal: nobody,
      session: { contactid: "11111111" },
      told: undefined,
      kept: { contactid: "11111111" },
      cookie,
    },
    {
      case: "an id as nobody of ours stores it",
      portal: nobody,
      session: { contactid: idA.toUpperCase() },
      told: undefined,
      kept: { contactid: idA.toUpperCase() },
      cookie,
    },
    { case: "a sign-in", portal: signedIn(idA), session: {}, told: idA, kept: signInA, cookie },
    {
      case: "a sign-in of the contact that the form has captured",
      portal: signedIn(idA),
      session: formA,
      told: idA,
      kept: signInA,
      cookie,
    },
    {
      case: "a sign-in of somebody else",
      portal: signedIn(idB),
      session: formA,
      told: idB,
      kept: { contactid: idB, "portalkit.as": "+" },
      cookie: "",
    },
    { case: "a sign-out", portal: nobody, session: signInA, told: undefined, kept: {}, cookie: "" },
    { case: "a page without the portal object after a sign-in", portal: {}, session: signInA, told: idA, kept: signInA, cookie },
    { case: "a page without the portal object after a form", portal: {}, session: formA, told: idA, kept: formA, cookie },
  ])("of $case", async ({ portal, session, told, kept, cookie: left }) => {
    const double = openIdentityPage({ portal, session, local: "contactid" in session && session.contactid === idA ? linkedA : {} });
    double.bringTracker();
    await beginPageView(double.page);
    expect(double.told).toEqual(told ? [{ authId: told }] : []);
    expect(double.document.cookie).toBe(left);
    expect(double.stored().session).toMatchObject(kept);
    expect(double.stored().session["contactid"]).toBe("contactid" in kept ? kept.contactid : undefined);
    expect(double.stored().local["portalkit.linked"]).toBe(told ? digestContactId(told === idB ? idB : idA) : undefined);
    expect(double.events).toEqual(told ? [{ name: "portalkit:identified", detail: { state: "identified" } }] : []);
  });

  it.each([
    { case: "a sign-in", portal: signedIn(idA), session: formA, left: ["portalkit.landing"] },
    { case: "a sign-in of somebody else", portal: signedIn(idB), session: formA, left: [] },
    { case: "a sign-out", portal: nobody, session: signInA, left: [] },
    { case: "nobody's sign-in", portal: nobody, session: formA, left: ["portalkit.landing", "portalkit.outbox"] },
  ])("leaves $left of what else was kept, after $case", async ({ portal, session, left }) => {
    const double = openIdentityPage({ portal, session: { ...session, ...landing } });
    void beginPageView(double.page);
    const keys = Object.keys(double.stored().session);
    expect(keys.filter((key) => key in landing)).toEqual(left);
  });

  it.each([
    { authId: undefined, told: [{ authId: idA }] },
    { authId: null, told: [{ authId: idA }] },
    { authId: "C-1", told: [{ authId: "C-1" }] },
    { authId: "", told: [] },
  ])("of a sign-in names $authId, when the site identifies by another column", async ({ authId, told }) => {
    const double = openIdentityPage({ portal: signedIn(idA) });
    double.bringTracker();
    await beginPageView(double.page, authId);
    expect(double.told).toEqual(told);
    if (authId === "") expect(double.events).toEqual([{ name: "portalkit:blocked", detail: { what: "auth-id-missing" } }]);
  });

  it("of a contact from a form names what was kept with it, not what the page says of a visitor who is not signed in", async () => {
    const double = openIdentityPage({ portal: nobody, session: { ...formA, "portalkit.as": "=C-1" } });
    double.bringTracker();
    await beginPageView(double.page, "");
    expect(double.told).toEqual([{ authId: "C-1" }]);
  });
});
