import { escapeHtml } from "../page-shell.ts";
import type { FormField } from "./describe-field.ts";
import type { LookupOffer } from "./read-lookups.ts";

export interface LookupDialogView {
  readonly field: FormField;
  /** The inputs of the lookup. */
  readonly shown: string;
  readonly offer: LookupOffer;
}

/**
 * A lookup with its buttons and the dialog they open. Button and container classes are those of the 8.x ancestor; its dialog needs Bootstrap and a service
 * for its rows, this one brings them along and works by itself.
 */
export function renderLookupDialog({ field, shown, offer }: LookupDialogView): string {
  const { name } = field.column;
  const label = escapeHtml(field.label);
  const button = (kind: string, words: string, sign: string): string =>
    `<button type="button" class="btn btn-default ${kind}" data-lookup="${name}" title="${words}" aria-label="${words}: ${label}"><span aria-hidden="true">${sign}</span></button>`;
  const heads = offer.headings.map((heading) => `<th scope="col">${escapeHtml(heading)}</th>`).join("");
  const rows = offer.choices.map(
    ({ id, name: rowName, table, cells }) =>
      `<tr data-id="${escapeHtml(id)}" data-entityname="${escapeHtml(table)}" data-name="${escapeHtml(rowName)}"><td><button type="button" class="btn btn-link select-record">${escapeHtml(cells[0] || rowName || id)}</button></td>${cells
        .slice(1)
        .map((cell) => `<td>${escapeHtml(cell)}</td>`)
        .join("")}</tr>`,
  );
  const grid =
    rows.length === 0
      ? '<div class="view-empty message">There are no records to display.</div>'
      : `<div class="view-grid"><table class="table table-striped table-fluid"><thead><tr>${heads}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
  const cut = offer.isCut ? `<div class="message">The emulator offers the first ${offer.choices.length} records only.</div>` : "";
  return `<div class="input-group">${shown}<div class="input-group-btn">${button("clearlookupfield", "Clear lookup field", "&times;")}${button("launchentitylookup", "Launch lookup modal", "&#8230;")}</div></div>
<div id="${name}_lookupmodal" class="lookup-modal"><dialog class="modal-lookup" aria-label="Lookup records: ${label}"><div class="modal-header"><h2 class="modal-title h4">Lookup records</h2><input type="search" class="query form-control" placeholder="Search" aria-label="Search"></div><div class="modal-body entity-grid entity-lookup">${grid}${cut}</div><div class="modal-footer"><button type="button" class="btn btn-default cancel">Cancel</button> <button type="button" class="btn btn-default remove-value">Remove value</button></div></dialog></div>`;
}

/** What the lookups of a page do: each dialog is one of the browser's own, so that it keeps the focus and closes with Escape. */
export const lookupScript = `
(function () {
  function setLookup(name, id, shown, table) {
    [["", id], ["_name", shown], ["_entityname", table]].forEach(function (one) {
      var input = document.getElementById(name + one[0]);
      if (input) input.value = one[1];
    });
    setIsDirty(name);
    var changed = document.getElementById(name);
    if (!changed) return;
    if (window.jQuery) window.jQuery(changed).trigger("change");
    else changed.dispatchEvent(new Event("change", { bubbles: true }));
  }
  document.querySelectorAll(".lookup-modal").forEach(function (holder) {
    var name = holder.id.replace(/_lookupmodal$/, ""), dialog = holder.querySelector("dialog"), search = dialog.querySelector(".query");
    var launch = document.querySelector('.launchentitylookup[data-lookup="' + name + '"]'), clear = document.querySelector('.clearlookupfield[data-lookup="' + name + '"]');
    launch.addEventListener("click", function () { dialog.showModal(); });
    clear.addEventListener("click", function () { setLookup(name, "", "", ""); });
    dialog.querySelector(".cancel").addEventListener("click", function () { dialog.close(); });
    dialog.querySelector(".remove-value").addEventListener("click", function () { setLookup(name, "", "", ""); dialog.close(); });
    search.addEventListener("keydown", function (event) { if (event.key === "Enter") event.preventDefault(); });
    search.addEventListener("input", function () {
      var words = search.value.trim().toLowerCase();
      dialog.querySelectorAll("tbody tr").forEach(function (row) { row.hidden = row.textContent.toLowerCase().indexOf(words) < 0; });
    });
    dialog.querySelectorAll("tr[data-id]").forEach(function (row) {
      row.querySelector(".select-record").addEventListener("click", function () {
        setLookup(name, row.getAttribute("data-id"), row.getAttribute("data-name"), row.getAttribute("data-entityname"));
        dialog.close();
      });
    });
  });
})();
`;
