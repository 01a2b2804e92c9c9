import { consentCookieName } from "../../../contract/names.ts";
import type { TrackingVariant } from "../../../pac-deploy/kit-files.ts";
import { toolButtons, type ConsentTool } from "./consent-tool.ts";
import { cookiebot } from "./cookiebot.ts";
import { cookieTool } from "./cookie.ts";
import { eventTool } from "./event.ts";
import { google } from "./google.ts";
import { onetrust } from "./onetrust.ts";
import { tcf } from "./tcf.ts";

/** Of the question that the kit's own banner asks. */
export const bannerVersion = "2026-11";
const answeredAt = Date.UTC(2026, 0, 2).toString(36);

/** The kit's own: nothing to be put on the page, and it remembers the answer itself. */
const banner: ConsentTool = {
  consent: { mode: "opt-in", source: "banner", banner: { version: bannerVersion } },
  cookie: { name: consentCookieName, granted: `granted.${bannerVersion}.${answeredAt}`, denied: `denied.${bannerVersion}.${answeredAt}` },
  markup: "",
  isLate: false,
  buttons: { granted: "[data-portal-kit-accept]", denied: "[data-portal-kit-reject]", reopen: "[data-portal-kit-reopen]" },
};

/** A site that need not ask. */
const none: ConsentTool = { consent: { mode: "none" }, markup: "", isLate: false, buttons: toolButtons };

/** A double for each source that the kit knows. */
export const consentTools: Readonly<Record<TrackingVariant, ConsentTool>> = {
  banner,
  onetrust,
  cookiebot,
  google,
  tcf,
  cookie: cookieTool,
  event: eventTool,
  none,
};
