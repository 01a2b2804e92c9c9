import { renderTool, toolButtons, type ConsentTool } from "./consent-tool.ts";

const cookie = { name: "euconsent-v2", granted: "CQexampleGranted", denied: "CQexampleDenied" };

/**
 * A platform of the IAB's framework, version 2.3: a stub in the head that keeps the calls, and later what answers them.
 * https://github.com/InteractiveAdvertisingBureau/GDPR-Transparency-and-Consent-Framework
 */
export const tcf: ConsentTool = {
  consent: { mode: "opt-in", source: "tcf", tcf: { purposes: [1, 8], vendor: 1234 } },
  cookie,
  isLate: true,
  buttons: toolButtons,
  markup: renderTool(
    cookie,
    `
  var kept = [];
  var listeners = [];
  window.__tcfapi = function () { kept.push(arguments); };
  function read(eventStatus, listenerId) {
    var isGiven = answer() === "granted";
    return {
      tcString: answer() ? texts[answer()] : "", tcfPolicyVersion: 5, cmpId: 999, cmpVersion: 1, gdprApplies: true, cmpStatus: "loaded", eventStatus: eventStatus,
      listenerId: listenerId, isServiceSpecific: true, useNonStandardTexts: false, publisherCC: "DE", purposeOneTreatment: false,
      purpose: { consents: { 1: isGiven, 8: isGiven }, legitimateInterests: { 8: true } },
      vendor: { consents: { 1234: isGiven }, legitimateInterests: { 1234: true }, disclosedVendors: { 1234: true } },
      specialFeatureOptins: {}, publisher: { consents: {}, legitimateInterests: {}, restrictions: {} },
    };
  }
  function tell(eventStatus) { listeners.forEach(function (listener, id) { listener(read(eventStatus, id), true); }); }
  loaded = function () {
    window.__tcfapi = function (command, version, callback) {
      if (command === "addEventListener") callback(read(answer() ? "tcloaded" : "cmpuishown", listeners.push(callback) - 1), true);
      else callback(null, false);
    };
    kept.forEach(function (call) { window.__tcfapi.apply(null, call); });
  };
  pressed = function (given) { keep(given); tell("useractioncomplete"); };`,
  ),
};
