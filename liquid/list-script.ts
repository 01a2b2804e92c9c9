/** Leads to the list as it is filtered, and tells the page's scripts that its rows are there, once those had the time to listen. */
export const listScript = `
(function () {
  var list = document.currentScript.previousElementSibling, apply = list.querySelector(".btn-entitylist-filter-submit");
  if (apply) apply.addEventListener("click", function () {
    var chosen = new URLSearchParams(), address = new URL(location.href);
    list.querySelectorAll(".entitylist-filter input").forEach(function (input) {
      if (input.type === "text" ? input.value !== "" : input.checked) chosen.append(input.name, input.value);
    });
    address.searchParams.delete("page");
    if (chosen.toString() === "") address.searchParams.delete("mf"); else address.searchParams.set("mf", chosen.toString());
    location.href = address.href;
  });
  var search = list.querySelector("form.view-search"), query = list.querySelector(".query");
  // A page with a form is one form already.
  if (query && !search) query.addEventListener("keydown", function (event) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    var address = new URL(location.href);
    address.searchParams.delete("page");
    address.searchParams.set("search", query.value);
    location.href = address.href;
  });
  function tell() { setTimeout(function () { if (window.jQuery) window.jQuery(list).trigger("loaded"); }, 0); }
  if (window.jQuery) window.jQuery(tell); else window.addEventListener("load", tell);
})();
`;
