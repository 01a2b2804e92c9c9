import { describe, expect, it } from "vitest";
import { awaitLimitMs } from "../../../form-scripts/existing-form/created-by-form.ts";
import { settle } from "../../identity/auto-clock.ts";
import { createMemoryStore } from "../../identity/memory-store.ts";
import { createTracker, idA, idB } from "../../identity/page-double.ts";
import { createManualClock } from "./manual-clock.ts";
import { openForm, type OpenFormOptions } from "./open-form.ts";

const origin = "https://www.site.example.com";
const formPage = `${origin}/register`;
const mode = 'data-mode="created-by-form"';

/** A tab that sends the form and lands on another page, its session storage and its clock going with it. */
async function sendAndLand(
  sent: OpenFormOptions = {},
  landed: OpenFormOptions & { readonly afterMs?: number; readonly contact?: string; readonly tab?: "same" | "other" } = {},
) {
  const session = createMemoryStore();
  const clock = createManualClock();
  const form = openForm({ settings: mode, url: `${formPage}?from=mail`, session, clock, ...sent });
  form.press();
  await settle(20);
  await clock.advance(landed.afterMs ?? 1_000);
  const page = openForm({
    settings: "",
    body: "<p>Thank you.</p>",
    url: `${origin}/thanks?lang=en&id=${idA}#top`,
    referrer: `${formPage}?from=mail`,
    session: landed.tab === "other" ? createMemoryStore() : session,
    clock,
    ...landed,
  });
  const { calls, MSCI } = createTracker();
  Object.assign(page.window, { MSCI });
  await clock.advance(100);
  return { form, page, calls, session };
}

describe("a form that makes the contact itself", () => {
  it("goes at once, and nothing is looked up or created", async () => {
    const { form, session } = await sendAndLand({}, { tab: "other" });
    expect(form.postbacks).toHaveLength(1);
    expect(form.portal.requests).toEqual([]);
    expect(form.events).toEqual([]);
    expect(session.getItem("portalkit.awaits")).toBe(`${Date.parse("2026-01-01T00:00:00Z")} ${formPage}`);
  });

  it("identifies by the id it puts into the address of the page it redirects to, and takes it out of there", async () => {
    const { page, calls, session } = await sendAndLand();
    expect(page.events).toEqual([
      { name: "portalkit:captured", detail: { path: "A", outcome: "created", certain: false } },
      { name: "portalkit:identified", detail: { state: "identified" } },
    ]);
    expect(session.getItem("contactid")).toBe(idA);
    expect(session.getItem("portalkit.awaits")).toBeNull();
    expect(page.document.location.href).toBe(`${origin}/thanks?lang=en#top`);
    expect(page.portal.requests).toEqual([]);
    expect(calls.length).toBeLessThanOrEqual(1);
  });

  it("identifies also where existing contacts must confirm: this one did not exist", async () => {
    const { session } = await sendAndLand({}, { settings: 'data-existing="confirmed"' });
    expect(session.getItem("contactid")).toBe(idA);
  });

  it("is read from the parameter the page names, a GUID in braces and upper case too", async () => {
    const { page, session } = await sendAndLand(
      {},
      { settings: 'data-id-parameter="contact"', url: `${origin}/thanks?contact=%7B${idB.toUpperCase()}%7D&id=${idA}` },
    );
    expect(session.getItem("contactid")).toBe(idB);
    expect(page.document.location.href).toBe(`${origin}/thanks?id=${idA}`);
  });
});

describe("an id in an address identifies nobody", () => {
  const junk = "not-a-guid";
  it.each<{ case: string; sent?: OpenFormOptions; landed?: Parameters<typeof sendAndLand>[1] }>([
    { case: "in another tab", landed: { tab: "other" } },
    { case: "later than the limit", landed: { afterMs: awaitLimitMs } },
    { case: "when the clock was set back", landed: { clock: createManualClock(Date.parse("2025-12-31T23:59:59Z")) } },
    { case: "on a page that was not reached from the form's", landed: { referrer: "https://evil.example.com/" } },
    { case: "on a page reached from another page of the site", landed: { referrer: `${origin}/other` } },
    { case: "on a page that does not say where it was reached from", landed: { referrer: "" } },
    { case: "on the form's own page", landed: { url: `${formPage}?id=${idA}` } },
    { case: "which is none", landed: { url: `${origin}/thanks?id=${junk}` } },
    { case: "which is all zeros", landed: { url: `${origin}/thanks?id=00000000-0000-0000-0000-000000000000` } },
    { case: "in another parameter", landed: { url: `${origin}/thanks?contactid=${idA}` } },
    { case: "in the fragment", landed: { url: `${origin}/thanks#id=${idA}` } },
    { case: "when the form was sent without consent", sent: { consent: "denied" } },
    { case: "when the form was sent before an answer", sent: { consent: "" } },
    { case: "when the form's own check said no", sent: { before: "function entityFormClientValidate(){return false}" } },
    { case: "when a validator said no", sent: { after: "Page_Validators.push({evaluationfunction:function(){return false}})" } },
    {
      case: "when somebody signed in made the contact",
      sent: { before: `window.Microsoft={Dynamic365:{Portal:{User:{contactId:'${idB}'}}}}` },
    },
  ])("$case", async ({ sent, landed }) => {
    const { page, session, calls } = await sendAndLand(sent, landed);
    expect(session.getItem("contactid")).toBeNull();
    expect(page.events).toEqual([]);
    expect(calls).toEqual([]);
    expect(page.document.location.href).toBe(landed?.url ?? `${origin}/thanks?lang=en&id=${idA}#top`);
  });

  it("a second time", async () => {
    const { session } = await sendAndLand({}, { url: `${origin}/thanks` });
    expect(session.getItem("portalkit.awaits")).toBeNull();
  });

  it("when a partial postback has ended on the form's page", async () => {
    const { session } = await sendAndLand(
      {
        before: `var ends=[]; window.Sys={WebForms:{PageRequestManager:{getInstance:function(){return {add_endRequest:function(handler){ends.push(handler)}}}}}}`,
      },
      { tab: "other" },
    );
    expect(session.getItem("portalkit.awaits")).not.toBeNull();
    const form = openForm({
      settings: mode,
      session,
      before:
        "var ends=[]; window.Sys={WebForms:{PageRequestManager:{getInstance:function(){return {add_endRequest:function(handler){ends.push(handler)}}}}}}",
    });
    form.press();
    expect(session.getItem("portalkit.awaits")).not.toBeNull();
    form.run("ends.forEach(function(end){end()})");
    expect(session.getItem("portalkit.awaits")).toBeNull();
  });

  it("when the visitor has refused by then", async () => {
    const { page, session, calls } = await sendAndLand({}, { consent: "denied" });
    expect(session.getItem("contactid")).toBeNull();
    expect(calls).toEqual([]);
    expect(page.document.location.href).toBe(`${origin}/thanks?lang=en#top`);
  });

  it("when Customer Insights knows contacts by something else than the id", async () => {
    const { page, calls } = await sendAndLand({}, { settings: 'data-auth-column="pk_number"' });
    expect(calls).toEqual([]);
    expect(page.events).toContainEqual({ name: "portalkit:blocked", detail: { what: "auth-id-missing" } });
  });

  it("when somebody has signed in by then", async () => {
    const session = createMemoryStore({ "portalkit.awaits": `${Date.parse("2026-01-01T00:00:00Z")} ${formPage}` });
    const page = openForm({
      body: `<script>window.Microsoft={Dynamic365:{Portal:{User:{contactId:'${idB}'}}}}</script>`,
      url: `${origin}/thanks?id=${idA}`,
      referrer: formPage,
      session,
    });
    await settle(20);
    expect(page.events.map(({ name }) => name)).not.toContain("portalkit:captured");
    expect(session.getItem("contactid")).toBe(idB);
  });
});

describe("a site that asks nobody for consent", () => {
  it("is served where the tracking template is not on the page", async () => {
    const { session } = await sendAndLand(
      { settings: `${mode} data-consent-mode="none"`, consent: "" },
      { settings: 'data-consent-mode="none"', consent: "" },
    );
    expect(session.getItem("contactid")).toBe(idA);
  });
});
