import { renderTool, toolButtons, type ConsentTool } from "./consent-tool.ts";

const cookie = { name: "site-privacy", granted: "open", denied: "closed" };

/** A tool of the site's own, which tells the page by an event: on each page what was answered before, and each new answer. */
export const eventTool: ConsentTool = {
  consent: {
    mode: "opt-in",
    source: "event",
    event: { name: "site:privacy", property: "detail.analytics", granted: "^true$", denied: "^false$" },
  },
  cookie,
  isLate: true,
  buttons: toolButtons,
  markup: renderTool(
    cookie,
    `
  function tell() { document.body.dispatchEvent(new CustomEvent("site:privacy", { detail: { analytics: answer() === "granted" } })); }
  loaded = function () { if (answer()) tell(); };
  pressed = function (given) { keep(given); tell(); };`,
  ),
};
