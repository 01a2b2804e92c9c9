import { renderTool, toolButtons, type ConsentTool } from "./consent-tool.ts";

const cookie = { name: "site-consent", granted: "analytics%3Ayes", denied: "analytics%3Ano" };

/** A tool of the site's own, which does no more than set a cookie. */
export const cookieTool: ConsentTool = {
  consent: { mode: "opt-in", source: "cookie", cookie: { name: cookie.name, granted: "analytics:yes" } },
  cookie,
  isLate: false,
  buttons: toolButtons,
  markup: renderTool(cookie, "pressed = keep;"),
};
