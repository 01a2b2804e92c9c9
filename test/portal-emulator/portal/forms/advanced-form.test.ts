import { afterEach, describe, expect, it } from "vitest";
import { idOf } from "../../../site/small-site.ts";
import { formSite, openBrowser, stepIds, thanksId, type Browser, type FormSiteOptions } from "./form-site.ts";

let browser: Browser;
afterEach(async () => browser.emulator.close());

async function open(options: FormSiteOptions): Promise<string> {
  browser = await openBrowser(formSite({ rights: ["create", "read", "write"], ...options }));
  return (await browser.get("/steps/")).text();
}
const load = { adx_type: "100000001" };
const editPrevious = { adx_mode: "100000001", adx_entitysourcetype: "100000003" };
const condition = { adx_type: "100000000" };
const messageOf = (html: string): string | undefined => /id="MessageLabel">([^<]*)/.exec(html)?.[1];

/** Presses a button of the page at an address; gives the page it leads to and that page's address. */
async function press(
  path: string,
  html: string,
  values: Readonly<Record<string, string>>,
  button = "NextButton",
): Promise<{ path: string; html: string }> {
  const response = await browser.post(path, html, values, button);
  const location = response.headers.get("location");
  return location === null ? { path, html: await response.text() } : { path: location, html: await (await browser.get(location)).text() };
}

describe("a multistep form", () => {
  const twoSteps = [
    { ...load, column: "lastname" },
    { ...load, ...editPrevious, column: "emailaddress1" },
  ];

  it("asks its own function before its validators", async () => {
    const html = await open({ steps: twoSteps });
    expect(html).toContain('id="WebFormPanel"');
    expect(/id="NextButton"[^>]* onclick="([^"]*)"/.exec(html)?.[1]).toContain("webFormClientValidate()");
    expect(html).not.toContain('id="PreviousButton"');
    expect(html).not.toMatch(/function webFormClientValidate/);
  });

  it("creates the row in the first step and changes it in the next, each at an address of its own", async () => {
    const first = await open({ steps: twoSteps });
    const second = await press("/steps/", first, { lastname: "Example" });
    expect(second.path).toMatch(new RegExp(`^/steps/\\?stepid=${stepIds[1]}&sessionid=[0-9a-f-]{36}$`));
    expect(second.html).toContain('value="Submit"');
    const last = await press(second.path, second.html, { emailaddress1: "ada@example.com" });
    expect(messageOf(last.html)).toBe("Submission completed successfully.");
    expect(browser.contacts()).toEqual([expect.objectContaining({ lastname: "Example", emailaddress1: "ada@example.com" })]);
  });

  it("leads back without saving, and on again to the same row", async () => {
    const second = await press("/steps/", await open({ steps: twoSteps }), { lastname: "Example" });
    const back = await press(second.path, second.html, { emailaddress1: "lost@example.com" }, "PreviousButton");
    expect(back.html).toMatch(/id="lastname"[^>]*value="Example"/);
    const again = await press(back.path, back.html, { lastname: "Changed" });
    await press(again.path, again.html, { emailaddress1: "ada@example.com" });
    expect(browser.contacts()).toEqual([expect.objectContaining({ lastname: "Changed", emailaddress1: "ada@example.com" })]);
  });

  it("stays at the step and shows what was typed when it is refused", async () => {
    const after = await press("/steps/", await open({ steps: twoSteps }), { lastname: " " });
    expect(after.path).toBe("/steps/");
    expect(after.html).toContain("<li>Last Name is a required field.</li>");
    const second = await press("/steps/", after.html, { lastname: "Example" });
    expect(second.path).toContain(stepIds[1]);
  });

  it.each([
    { typed: "1", shown: "jobtitle" },
    { typed: "0", shown: "description" },
  ])("follows a condition for $typed to the step with $shown", async ({ typed, shown }) => {
    const first = await open({
      steps: [
        { ...load, column: "creditonhold" },
        {
          ...condition,
          adx_condition: "creditonhold == true & (lastname = Example | lastname = Other)",
          adx_conditiondefaultnextstep: stepIds[3],
        },
        { ...load, ...editPrevious, column: "jobtitle" },
        { ...load, ...editPrevious, column: "description" },
      ],
    });
    const next = await press("/steps/", first, { lastname: "Example", creditonhold: typed });
    expect(next.html).toContain(`id="${shown}_label"`);
  });

  it("redirects where a step says so", async () => {
    const html = await open({
      steps: [
        { ...load, column: "lastname" },
        { adx_type: "100000003", adx_redirectwebpage: thanksId, adx_redirecturlappendentityidquerystring: "true" },
      ],
    });
    const response = await browser.post("/steps/", html, { lastname: "Example" }, "NextButton");
    expect(response.headers.get("location")).toBe(`/thanks/?id=${String(browser.contacts()[0]?.["contactid"])}`);
  });

  it.each([
    { title: "a user control", step: { adx_type: "100000004" }, said: "user-control" },
    { title: "a type of its own", step: { adx_type: "5" }, said: "type 5" },
    { title: "a condition nobody can read", step: { ...condition, adx_condition: "lastname ? 1" }, said: "not readable" },
    { title: "a condition on a column that is not there", step: { ...condition, adx_condition: "pk_x = 1" }, said: "pk_x" },
  ])("says that it does not go on to $title, the row being saved", async ({ step, said }) => {
    const after = await press("/steps/", await open({ steps: [{ ...load, column: "lastname" }, step] }), { lastname: "Example" });
    expect(messageOf(after.html)).toContain(said);
    expect(browser.contacts()).toHaveLength(1);
  });

  it("keeps to the row that was saved when it is asked to go on once more", async () => {
    const first = await open({ steps: [{ ...load, column: "lastname" }, { adx_type: "100000004" }] });
    const again = await press("/steps/", first, { lastname: "Example" });
    await press("/steps/", again.html, { lastname: "Changed" });
    expect(browser.contacts()).toEqual([expect.objectContaining({ lastname: "Changed" })]);
  });

  it("ends conditions that lead round in a circle", async () => {
    const after = await press(
      "/steps/",
      await open({
        steps: [
          { ...load, column: "lastname" },
          { ...condition, adx_condition: "lastname = Example", adx_nextstep: stepIds[1] },
        ],
      }),
      { lastname: "Example" },
    );
    expect(messageOf(after.html)).toContain("circle");
  });

  it("does not begin with a condition", async () => {
    expect(messageOf(await open({ steps: [{ ...condition, adx_condition: "lastname = x" }] }))).toContain("does not begin with");
  });

  it("keeps the way of one visitor from another", async () => {
    const second = await press("/steps/", await open({ steps: twoSteps }), { lastname: "Example" });
    expect(await (await browser.another().get(second.path)).text()).toContain('id="lastname_label"');
    expect(await (await browser.get(second.path)).text()).toContain('id="emailaddress1_label"');
    const theirs = await browser.another().get("/steps/");
    expect(await theirs.text()).not.toContain('value="Example"');
  });

  it("begins anew on each visit, or goes on where it was", async () => {
    for (const startsAnew of [true, false]) {
      const first = await open({ steps: twoSteps, advanced: { adx_startnewsessiononload: String(startsAnew) } });
      await press("/steps/", first, { lastname: "Example" });
      const visited = await (await browser.get("/steps/")).text();
      expect(visited.includes('id="lastname_label"')).toBe(startsAnew);
      if (startsAnew) await browser.emulator.close();
    }
  });

  it("sends anonymous visitors to the sign-in page where it asks for one, and lets contacts in", async () => {
    browser = await openBrowser(formSite({ steps: twoSteps, advanced: { adx_authenticationrequired: "true" } }));
    const response = await browser.get("/steps/");
    expect(response.status).toBe(302);
    expect(response.headers.get("location")).toMatch(/^\S*\/SignIn\?/i);
    const id = idOf(77);
    browser.emulator.store.insert("contact", {
      contactid: id,
      lastname: "Example",
      emailaddress1: "ada@example.com",
      adx_identity_username: "ada",
    });
    await browser.signIn(id);
    expect((await browser.get("/steps/")).status).toBe(200);
  });
});
