import { renderTool, toolButtons, type ConsentTool } from "./consent-tool.ts";

const cookie = { name: "site-consent-mode", granted: "all", denied: "needed" };

/** Google's Consent Mode: defaults in the head, an update where the visitor has answered. https://developers.google.com/tag-platform/security/guides/consent */
export const google: ConsentTool = {
  consent: { mode: "opt-in", source: "google", google: { types: ["analytics_storage", "ad_user_data"] } },
  cookie,
  isLate: false,
  buttons: toolButtons,
  markup: renderTool(
    cookie,
    `
  window.dataLayer = window.dataLayer || [];
  window.gtag = function () { window.dataLayer.push(arguments); };
  function valuesOf(word) { return { ad_storage: word, analytics_storage: word, ad_user_data: word, ad_personalization: word }; }
  window.gtag("consent", "default", Object.assign(valuesOf("denied"), { wait_for_update: 500 }));
  window.gtag("js", new Date());
  if (answer()) window.gtag("consent", "update", valuesOf(answer()));
  pressed = function (given) { keep(given); window.gtag("consent", "update", valuesOf(given)); };`,
  ),
};
