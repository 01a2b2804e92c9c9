import { readFileSync } from "node:fs";
import { join } from "node:path";
import { JSDOM } from "jsdom";
import { describe, expect, it } from "vitest";
import { templateNames, templateSlots } from "../../contract/names.ts";
import { settle } from "../identity/auto-clock.ts";
import { idA, recordEvents, type RecordedEvent } from "../identity/page-double.ts";
import { kitFolder, root } from "../support/kit-site.ts";
import { renderLiquid } from "./render-template.ts";

/** A page of a signed-in contact with the built template, on a site that asks nobody; what was told to the tracker's queue, and to the page. */
async function open(folder: string, script: string) {
  const template = readFileSync(join(kitFolder, "web-templates", folder, `${templateNames.tracking}.html`), "utf8")
    .replace(templateSlots.settings, 'data-consent-mode="none"')
    .replace(/PORTAL_KIT_[A-Z]+/g, "");
  const html = renderLiquid(template, {
    "Portal Kit/Tracking Script": readFileSync(join(root, "test/fixtures/scripts", `${script}.html`), "utf8"),
  }).replace('data-user=""', `data-user="${idA}"`);
  let events: RecordedEvent[] = [];
  const { window } = new JSDOM(`<body>${html}</body>`, {
    url: "https://www.site.example.com/",
    runScripts: "dangerously",
    beforeParse: ({ document }) => {
      events = recordEvents(document);
    },
  });
  await settle();
  // What the pasted loader leaves on the page.
  const { MSCIqueue = [] } = window as unknown as { MSCIqueue?: readonly (readonly [string])[] };
  return { methods: MSCIqueue.map(([method]) => method), events };
}

describe.each(["", "none"])("the built tracking template with a signed-in contact, variant <%s>", (folder) => {
  it("tells the tracker of Customer Insights - Data", async () => {
    const { methods, events } = await open(folder, "customer-insights-data");
    expect(methods).toContain("setUser");
    expect(events).toContainEqual({ name: "portalkit:identified", detail: { state: "identified" } });
  });

  it("tells that of Journeys nothing, and says so", async () => {
    const { methods, events } = await open(folder, "customer-insights-journeys");
    expect(methods).toContain("initialize");
    expect(methods).not.toContain("setUser");
    expect(events).toContainEqual({ name: "portalkit:blocked", detail: { what: "journeys-only" } });
  });
});
