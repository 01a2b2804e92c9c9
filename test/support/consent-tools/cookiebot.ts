import { renderTool, toolButtons, type ConsentTool } from "./consent-tool.ts";

const cookie = { name: "CookieConsent", granted: "{necessary:true%2Cmarketing:true}", denied: "{necessary:true%2Cmarketing:false}" };

/** Cookiebot: an object with the categories, events for each answer, given now or before. https://www.cookiebot.com/en/developer/ */
export const cookiebot: ConsentTool = {
  consent: { mode: "opt-in", source: "cookiebot", cookiebot: { categories: ["statistics", "marketing"] } },
  cookie,
  isLate: true,
  buttons: toolButtons,
  markup: renderTool(
    cookie,
    `
  function tell() {
    var given = answer();
    var tool = window.Cookiebot;
    tool.hasResponse = given !== "";
    tool.consented = given === "granted";
    tool.declined = given === "denied";
    tool.consent = { stamp: given ? "c3RhbXA=" : "0", necessary: true, preferences: tool.consented, statistics: tool.consented, marketing: tool.consented, method: given ? "explicit" : null };
    if (!given) return;
    window.dispatchEvent(new Event("CookiebotOnConsentReady"));
    window.dispatchEvent(new Event(given === "granted" ? "CookiebotOnAccept" : "CookiebotOnDecline"));
  }
  loaded = function () {
    window.Cookiebot = {
      submitCustomConsent: function (preferences, statistics, marketing) { keep(statistics && marketing ? "granted" : "denied"); tell(); },
    };
    tell();
    window.dispatchEvent(new Event("CookiebotOnLoad"));
  };
  pressed = function (given) { var isAll = given === "granted"; window.Cookiebot.submitCustomConsent(isAll, isAll, isAll); };`,
  ),
};
