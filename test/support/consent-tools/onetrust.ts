import { renderTool, toolButtons, type ConsentTool } from "./consent-tool.ts";

const cookie = { name: "OptanonConsent", granted: "groups=C0001%3A1%2CC0004%3A1", denied: "groups=C0001%3A1%2CC0004%3A0" };

/** OneTrust: groups in a global, an event with each change. https://developer.onetrust.com/onetrust/docs/javascript-events-guide */
export const onetrust: ConsentTool = {
  consent: { mode: "opt-in", source: "onetrust", onetrust: { groups: ["C0004"] } },
  cookie,
  isLate: true,
  buttons: toolButtons,
  markup: renderTool(
    cookie,
    `
  function tell() {
    var groups = answer() === "granted" ? ["C0001", "C0004"] : ["C0001"];
    window.OnetrustActiveGroups = window.OptanonActiveGroups = "," + groups.join(",") + ",";
    if (window.OptanonWrapper) window.OptanonWrapper();
    window.dispatchEvent(new CustomEvent("OneTrustGroupsUpdated", { detail: groups }));
  }
  function answerWith(given) { return function () { keep(given); tell(); }; }
  loaded = function () {
    window.OneTrust = {
      IsAlertBoxClosed: function () { return answer() !== ""; },
      AllowAll: answerWith("granted"),
      RejectAll: answerWith("denied"),
    };
    tell();
  };
  pressed = function (given) { given === "granted" ? window.OneTrust.AllowAll() : window.OneTrust.RejectAll(); };`,
  ),
};
