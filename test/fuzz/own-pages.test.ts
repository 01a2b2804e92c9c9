import { Parser } from "htmlparser2";
import { beforeAll, describe, expect, it } from "vitest";
import { readSite } from "../../site/read-site.ts";
import type { Site } from "../../site/site.ts";
import { starterFolder } from "../support/kit-site.ts";
import { attacksOn, findInjections, harmless, ofTheServer, surfaceOf } from "./attack-pages.ts";
import { findNewParts } from "./executable-surface.ts";
import { openSite, withLiquid, type OpenedSite } from "./open-site.ts";
import { payloads } from "./payloads.ts";

const cookiesOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";", 1)[0])
    .join("; ");

/** What an answer with the payload runs that the one without does not. */
async function compare(plain: Response, attacked: Response, payload: string): Promise<readonly string[]> {
  const [one, other] = [await surfaceOf(plain, harmless), await surfaceOf(attacked, payload)];
  if (one === undefined || other === undefined) throw new Error("both answers are pages");
  expect(other.scripts).toBe(one.scripts);
  return findNewParts(one, other, ofTheServer);
}

describe("pages of the platform and of the emulator", () => {
  let starter: Promise<OpenedSite> | undefined;
  const openStarter = (): Promise<OpenedSite> => (starter ??= readSite(starterFolder("enhanced")).then((site) => openSite(site)));

  it.each([
    "/SignIn",
    "/Account/Login/ExternalLogin",
    "/_emulator/identity-provider",
    "/_emulator/console/",
    "/_emulator/pages",
    "/_emulator/nothing",
    "/profile/",
    "/search/",
    "/nowhere/",
    "/access-denied/",
    "/_layout/tokenhtml",
    "/_api/contacts",
  ])("%s runs nothing that a link or form of a stranger's brings", async (path) => {
    expect(await findInjections(attacksOn(path, await openStarter()), path, payloads)).toEqual([]);
  });
});

describe("a contact with a hostile name", () => {
  const prints = '<p title="{{ user.fullname }}">{{ user.lastname }}{{ user.emailaddress1 }}{{ user.roles | join: "," }}</p>';
  let opened: OpenedSite;
  let plain: Readonly<Record<string, Response>>;
  let contacts = 0;
  /** Pages as a new contact of this name sees them. */
  const visit = async (name: string): Promise<Readonly<Record<string, Response>>> => {
    const id = `22222222-0000-4000-8000-${String(++contacts).padStart(12, "0")}`;
    const row = { contactid: id, firstname: name, lastname: name, jobtitle: name, emailaddress1: "a@example.com" };
    expect((await opened.ask("/_emulator/seed", { method: "POST", body: JSON.stringify({ contact: [row] }) })).status).toBe(200);
    const signedIn = await opened.ask("/_emulator/sign-in", { method: "POST", body: JSON.stringify({ persona: id }) });
    expect(signedIn.status).toBeLessThan(400);
    const headers = { cookie: cookiesOf(signedIn), "sec-fetch-dest": "document" };
    return {
      home: await opened.ask("/", { headers }),
      personas: await opened.ask("/_emulator/identity-provider?provider=x", { headers }),
      profile: await opened.ask("/profile/", { headers }),
      console: await opened.ask("/_emulator/console/", { headers }),
    };
  };
  beforeAll(async () => {
    opened = await openSite(withLiquid(await readSite(starterFolder("enhanced")), prints, "markup"));
    plain = await visit(harmless);
  });

  it.each(payloads.map((payload) => payload.slice(0, 50)))("runs nothing by being called %s", async (payload) => {
    for (const [page, answer] of Object.entries(await visit(payload))) {
      const other = plain[page];
      if (other === undefined) throw new Error(`no page ${page}`);
      expect(await compare(other.clone(), answer, payload), page).toEqual([]);
    }
  });
});

describe("a form that is shown again", () => {
  /** Posts the page's form with the text in each input that a person types into; what the page itself holds stays. */
  const post = async (opened: OpenedSite, text: string): Promise<Response> => {
    const page = await opened.ask("/club-feedback/");
    const form: Record<string, string> = {};
    const parser = new Parser({
      onopentag(name, { name: input = "", type = "text", value = "" }) {
        if (input === "") return;
        if (name === "input" && type === "hidden") form[input] = value;
        else if (name === "textarea" || (name === "input" && ["text", "email", "tel", "url"].includes(type))) form[input] = text;
        else if (name === "input" && ["button", "submit"].includes(type)) form["__EVENTTARGET"] = input;
      },
    });
    parser.end(await page.text());
    expect(Object.values(form)).toContain(text);
    return opened.post("/club-feedback/", form, { cookie: cookiesOf(page) });
  };

  let opened: OpenedSite;
  beforeAll(async () => {
    opened = await openSite(await readSite(starterFolder("standard")));
  });

  it.each(payloads)("runs nothing of what was typed: %s", async (payload) => {
    // Longer than any column takes, so that both are refused and shown again.
    const long = (text: string): string => text.repeat(Math.ceil(200_000 / text.length));
    const [plain, attacked] = [await post(opened, long(harmless)), await post(opened, long(payload))];
    expect([attacked.status, plain.status]).toEqual([200, 200]);
    expect(await compare(plain, attacked, payload)).toEqual([]);
  });
});

describe("the note on problems of a page", () => {
  let starter: Site;
  let opened: OpenedSite;
  beforeAll(async () => {
    starter = await readSite(starterFolder("enhanced"));
    opened = await openSite(starter);
  });
  const show = async (text: string, places?: "markup"): Promise<Response> => {
    opened.emulator.useSite(withLiquid(starter, text, places));
    return opened.ask("/");
  };

  it.each(payloads)("runs nothing of the source that it shows: %s", async (payload) => {
    const source = (text: string): string => `${text.replaceAll(/[{}%]/g, "")} {% nope %}`;
    const [plain, attacked] = [await show(source(harmless)), await show(source(payload))];
    expect(await attacked.clone().text()).toContain("Liquid problem");
    expect(await compare(plain, attacked, payload)).toEqual([]);
  });

  it.each(payloads)("runs nothing of names that it quotes: %s", async (payload) => {
    const quoting = (text: string): string => {
      const name = text.replaceAll(/["{}%]/g, "");
      return `{% include "${name}" %}{{ 1 | divided_by: "${name}" }}{% if 1 > "${name}" %}{% endif %}`;
    };
    expect(await compare(await show(quoting(harmless), "markup"), await show(quoting(payload), "markup"), payload)).toEqual([]);
  });
});
