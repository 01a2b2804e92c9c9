import { overlayStylePath } from "../portal/overlay-style.ts";

export const liveReloadScriptPath = "/_emulator/live-reload.js";
export const changesPath = "/_emulator/changes";

/**
 * What pages under `dev` run. A hidden page holds no connection: browsers keep six to a host at most, and somebody with as many tabs would wait for ever.
 * It hears on its return what it has missed. The note on a failure is built node by node, as policies on trusted types ask.
 */
export const liveReloadScript = `(function () {
  "use strict";
  var revision = new URL(document.currentScript.src).searchParams.get("revision");
  var source, note;
  function reload() { close(); location.reload(); }
  function swapStyles(urls) {
    var links = Array.prototype.filter.call(document.querySelectorAll('link[rel~="stylesheet"][href]'), function (link) {
      return urls.some(function (url) { return new URL(link.href).origin === location.origin && same(new URL(link.href).pathname, url); });
    });
    var met = urls.every(function (url) { return links.some(function (link) { return same(new URL(link.href).pathname, url); }); });
    // Another style sheet may import it.
    if (!met) return reload();
    links.forEach(function (link) {
      var next = link.cloneNode();
      var address = new URL(link.href);
      address.searchParams.set("live", revision);
      next.href = address.href;
      next.onload = next.onerror = function () { link.remove(); };
      link.after(next);
    });
  }
  function same(a, b) { return a.replace(/\\/$/, "").toLowerCase() === b.replace(/\\/$/, "").toLowerCase(); }
  function element(name, text, attributes) {
    var made = document.createElement(name);
    if (text) made.textContent = text;
    for (var key in attributes) made.setAttribute(key, attributes[key]);
    return made;
  }
  function showFailure(failure) {
    hideFailure();
    note = element("div", "", { "data-portal-kit-failure": "" });
    var root = note.attachShadow({ mode: "open" });
    var dialog = element("dialog", "", { open: "", class: "failure", role: "alertdialog", "aria-labelledby": "title", "aria-describedby": "text" });
    var form = element("form", "", { method: "dialog" });
    form.append(element("button", "\\u2715", { "aria-label": "Close the emulator's note", title: "Close" }));
    var text = element("p", "", { id: "text" });
    if (failure.where) text.append(element("code", failure.where), " ");
    text.append(failure.message);
    dialog.append(form, element("h2", "The site folder cannot be read; this is its last good reading", { id: "title" }), text);
    if (failure.frame) dialog.append(element("pre", failure.frame, { tabindex: "0", "aria-label": "Source" }));
    root.append(element("link", "", { rel: "stylesheet", href: ${JSON.stringify(overlayStylePath)} }), dialog);
    document.body.append(note);
  }
  function hideFailure() { if (note) note.remove(); note = undefined; }
  function close() { if (source) source.close(); source = undefined; }
  function open() {
    if (source || document.visibilityState === "hidden") return;
    source = new EventSource(${JSON.stringify(changesPath)} + "?revision=" + encodeURIComponent(revision));
    source.addEventListener("reload", reload);
    source.addEventListener("styles", function (event) { revision = event.lastEventId; swapStyles(JSON.parse(event.data)); });
    source.addEventListener("failure", function (event) { showFailure(JSON.parse(event.data)); });
    source.addEventListener("recovered", hideFailure);
  }
  document.addEventListener("visibilitychange", function () { if (document.visibilityState === "hidden") close(); else open(); });
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();
})();
`;
