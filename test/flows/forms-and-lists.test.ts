import type { Browser, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parseSolution } from "../../portal-emulator/solution/parse-solution.ts";
import { startEmulator, type StartedEmulator } from "../../portal-emulator/start-emulator.ts";
import { formSite, permitAll, thanksId, type FormSiteOptions } from "../portal-emulator/portal/forms/form-site.ts";
import { cell, formXml, solutionFiles, subgrid, viewId } from "../portal-emulator/solution/small-solution.ts";
import { launchBrowser } from "../support/browser.ts";
import { distFolder } from "../support/kit-site.ts";

const layout = formXml("Portal form", [
  cell("pk_name", "Title") + cell("pk_kind", "Kind"),
  cell("pk_tags", "Tags") + cell("pk_contact", "For whom"),
  cell("pk_note", "Remark", { cell: 'colspan="2"' }),
  subgrid,
]);
const filters = JSON.stringify({
  entity: {
    name: "pk_order",
    filters: [
      {
        type: "or",
        "adx:id": "kind",
        "adx:uiname": "Kind",
        conditions: [
          { attribute: "pk_kind", operator: "eq", value: "100", "adx:id": "small" },
          { attribute: "pk_kind", operator: "eq", value: "200", "adx:id": "large" },
        ],
      },
    ],
  },
});
const list = [
  "adx_entitylistid: 55555555-5555-4555-8555-555555555555",
  "adx_entityname: pk_order",
  "adx_name: Orders",
  "adx_pagesize: 2",
  "adx_searchenabled: true",
  "adx_filter_enabled: true",
  `adx_filter_definition: '${filters}'`,
  `adx_view: ${viewId}`,
  "",
].join("\n");
const listener =
  'window.told = 0; $(document).ready(function () { $(".entitylist.entity-grid").on("loaded", function () { window.told += 1; }); });';

let browser: Browser;
let started: StartedEmulator;
let page: Page;
beforeAll(async () => {
  browser = await launchBrowser("chromium");
});
afterAll(() => browser?.close());
beforeEach(async () => {
  page = await (await browser.createBrowserContext()).newPage();
});
afterEach(async () => {
  await page.browserContext().close();
  await started.close();
});

async function open(path: string, { more = {}, form = {}, ...options }: FormSiteOptions = {}): Promise<void> {
  started = await startEmulator(
    {
      site: formSite({
        rights: ["create", "read", "write", "append", "appendto"],
        form: { adx_entityname: "pk_order", adx_formname: "Portal form", ...form },
        more: { ...permitAll("pk_order", 571), ...permitAll("pk_item", 572), ...permitAll("annotation", 573), ...more },
        ...options,
      }),
      solution: parseSolution(solutionFiles(layout)),
      database: ":memory:",
      distFolder,
    },
    { portal: 0, org: 0, insights: 0 },
  );
  const { store } = started.emulator;
  store.insert("contact", { contactid: "00000000-0000-4000-8000-0000000000c1", firstname: "Ada", lastname: "Example" });
  store.insert("contact", { contactid: "00000000-0000-4000-8000-0000000000c2", firstname: "Grace", lastname: "Example" });
  await go(path);
}

const go = async (path: string): Promise<void> => void (await page.goto(started.emulator.addresses.portal + path));
const orders = (): readonly Readonly<Record<string, unknown>>[] => started.emulator.store.query("pk_order");
const textOf = (selector: string): Promise<string> => page.$eval(selector, (element) => element.textContent.trim());
const clickAndLoad = async (selector: string): Promise<void> => void (await Promise.all([page.waitForNavigation(), page.click(selector)]));
const isHidden = (selector: string): Promise<boolean> => page.$eval(selector, (element) => getComputedStyle(element).display === "none");

describe("a basic form in a browser", () => {
  it("asks entityFormClientValidate, then the validators, then posts, and says that it has saved", async () => {
    await open("/form/", {
      form: { adx_successmessage: "Thank you." },
      script: `var said = []; entityFormClientValidate = function () { said.push("client"); return true; };
var validate = Page_ClientValidate; Page_ClientValidate = function (group) { said.push("validators"); return validate(group); };
var post = WebForm_DoPostBackWithOptions; WebForm_DoPostBackWithOptions = function (options) { said.push("postback"); sessionStorage.said = said.join(); post(options); };`,
    });
    await page.type("#pk_name", "One");
    await clickAndLoad("#InsertButton");
    expect(await page.evaluate(() => sessionStorage["said"] as unknown)).toBe("client,validators,postback");
    expect(await textOf("#MessagePanel.alert-success")).toBe("Thank you.");
    expect(orders()).toMatchObject([{ pk_name: "One" }]);
  });

  it("stops everything when entityFormClientValidate says no", async () => {
    await open("/form/", { script: "var asked = 0; entityFormClientValidate = function () { asked += 1; return false; };" });
    await page.type("#pk_name", "One");
    await page.click("#InsertButton");
    await page.click("#InsertButton");
    expect(
      await page.evaluate(
        () => [Reflect.get(window, "asked"), document.querySelector<HTMLInputElement>("#InsertButton")?.value] as unknown,
      ),
    ).toEqual([2, "Submit"]);
    expect(await isHidden("#ValidationSummaryEntityFormView")).toBe(true);
    expect(orders()).toEqual([]);
  });

  it("lets a script do its work first and click the button again", async () => {
    await open("/form/", {
      script: `var isDone = false; entityFormClientValidate = function () {
  if (isDone) return true;
  setTimeout(function () { isDone = true; document.getElementById("pk_note").value = "checked"; document.getElementById("InsertButton").click(); }, 50);
  return false;
};`,
    });
    await page.type("#pk_name", "One");
    await clickAndLoad("#InsertButton");
    expect(orders()).toMatchObject([{ pk_name: "One", pk_note: "checked" }]);
  });

  it("says in its summary what is missing, and leads there", async () => {
    await open("/form/");
    await page.click("#InsertButton");
    const summary = "#ValidationSummaryEntityFormView";
    expect(await isHidden(summary)).toBe(false);
    expect(await textOf(`${summary} li`)).toBe("Title is a required field.");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("ValidationSummaryEntityFormView");
    await page.click(`${summary} a`);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("pk_name");
    expect(orders()).toEqual([]);
    await page.type("#pk_name", "One");
    await clickAndLoad("#InsertButton");
    expect(orders()).toHaveLength(1);
  });

  it("leads to another page with the row's id", async () => {
    await open("/form/", {
      form: {
        adx_onsuccess: "756150001",
        adx_redirectwebpage: thanksId,
        adx_redirecturlappendentityidquerystring: "true",
        adx_redirecturlquerystringname: "order",
      },
    });
    await page.type("#pk_name", "One");
    await clickAndLoad("#InsertButton");
    expect(new URL(page.url()).pathname).toBe("/thanks/");
    expect(new URL(page.url()).searchParams.get("order")).toBe(orders()[0]?.["pk_orderid"]);
  });

  it("takes a row from a lookup's dialog, several choices and a file", async () => {
    await open("/form/", { form: { adx_attachfile: "true" } });
    await page.type("#pk_name", "One");
    await page.click(".launchentitylookup");
    await page.type("dialog[open] .query", "grace");
    expect(await page.$$eval("dialog[open] tbody tr", (rows) => rows.filter((row) => !(row as HTMLElement).hidden).length)).toBe(1);
    await page.click("dialog[open] tbody tr:not([hidden]) .select-record");
    expect(await page.$("dialog[open]")).toBeNull();
    expect(await page.$eval("#pk_contact_name", (input) => (input as HTMLInputElement).value)).toBe("Grace Example");
    await page.click("#pk_tags_1");
    const chooser = page.waitForFileChooser();
    await page.click("#AttachFile");
    await (await chooser).accept([import.meta.filename]);
    await page.select("#pk_kind", "200");
    await clickAndLoad("#InsertButton");
    expect(orders()).toMatchObject([{ pk_contact: "00000000-0000-4000-8000-0000000000c2", pk_tags: "2", pk_kind: 200 }]);
    expect(started.emulator.store.query("annotation")).toMatchObject([
      { filename: "forms-and-lists.test.ts", objectid: orders()[0]?.["pk_orderid"] },
    ]);
  });

  it("empties a lookup again, and closes the dialog with Escape", async () => {
    await open("/form/");
    await page.click(".launchentitylookup");
    await page.click("dialog[open] tbody tr .select-record");
    await page.click(".launchentitylookup");
    await page.keyboard.press("Escape");
    expect(await page.$("dialog[open]")).toBeNull();
    await page.click(".clearlookupfield");
    expect(
      await page.$$eval("#pk_contact, #pk_contact_name, #pk_contact_entityname", (inputs) =>
        inputs.map((input) => (input as HTMLInputElement).value),
      ),
    ).toEqual(["", "", ""]);
  });
});

describe("a multistep form in a browser", () => {
  it("goes on and back, keeping what was typed", async () => {
    await open("/steps/", {
      steps: [{ column: "firstname" }, { column: "jobtitle", adx_mode: "100000001", adx_entitysourcetype: "100000003" }],
    });
    await page.type("#firstname", "Alan");
    await page.type("#lastname", "Example");
    await clickAndLoad("#NextButton");
    await page.type("#jobtitle", "Engineer");
    await clickAndLoad("#PreviousButton");
    expect(await page.$eval("#firstname", (input) => (input as HTMLInputElement).value)).toBe("Alan");
    await clickAndLoad("#NextButton");
    await page.type("#jobtitle", "Tester");
    await clickAndLoad("#NextButton");
    expect(await textOf("#MessagePanel")).toBe("Submission completed successfully.");
    expect(started.emulator.store.query("contact").filter(({ firstname }) => firstname === "Alan")).toMatchObject([{ jobtitle: "Tester" }]);
  });
});

describe("a list in a browser", () => {
  const rows = (): Promise<string[]> => page.$$eval('td[data-attribute="pk_name"]', (cells) => cells.map((one) => one.textContent));
  const openList = async (): Promise<void> => {
    await open("/thanks/", {
      template: "{% include 'entity_list' key: 'Orders' %}",
      more: { "lists/Orders.list.yml": list, "lists/Orders.list.custom_javascript.js": listener },
    });
    for (const [pk_name, pk_kind] of [
      ["Alpha", 100],
      ["Beta", 200],
      ["Gamma", 100],
    ] as const)
      started.emulator.store.insert("pk_order", { pk_name, pk_kind });
    await go("/form/");
  };

  it("shows the view's columns, and tells scripts that its rows are there", async () => {
    await openList();
    expect(await page.$$eval(".entitylist th", (heads) => heads.map((head) => head.textContent))).toEqual([
      "pk_Kind label",
      "pk_Name label",
    ]);
    expect(await rows()).toEqual(["Alpha", "Beta"]);
    await page.waitForFunction(() => Reflect.get(window, "told") === 1);
  });

  it("sorts, pages, searches and filters by clicking", async () => {
    await openList();
    await clickAndLoad(".entitylist th:nth-child(2) a");
    expect(await rows()).toEqual(["Gamma", "Beta"]);
    await clickAndLoad(".pagination li:last-child a");
    expect(await rows()).toEqual(["Alpha"]);
    await go("/form/");
    await page.type(".entitylist .query", "gam");
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    expect(await rows()).toEqual(["Gamma"]);
    await go("/form/?page=2");
    await page.click('.entitylist-filter input[value="large"]');
    await clickAndLoad(".btn-entitylist-filter-submit");
    expect(await rows()).toEqual(["Beta"]);
    expect(await page.$eval('.entitylist-filter input[value="large"]', (input) => input.checked)).toBe(true);
  });
});
