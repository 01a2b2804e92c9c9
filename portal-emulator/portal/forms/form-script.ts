/**
 * What the platform's own scripts bring onto a page with a form, as far as page scripts meet it: the postback, the validators of ASP.NET, the guards of the
 * form bundle. Names and order of calls are documented or observed (third party); the code is the emulator's.
 * https://learn.microsoft.com/power-pages/configure/add-custom-javascript
 */
export const formScript = `
var theForm = document.forms["liquid_form"];
var Page_ValidationActive = true;
var Page_IsValid = true;
var Page_BlockSubmit = false;
var Page_Validators = [];
var Page_ValidationSummaries = [];
function __doPostBack(eventTarget, eventArgument) {
  if (theForm.onsubmit && theForm.onsubmit() === false) return;
  theForm.elements["__EVENTTARGET"].value = eventTarget;
  theForm.elements["__EVENTARGUMENT"].value = eventArgument || "";
  theForm.submit();
}
function WebForm_PostBackOptions(eventTarget, eventArgument, validation, validationGroup, actionUrl, trackFocus, clientSubmit) {
  this.eventTarget = eventTarget;
  this.eventArgument = eventArgument;
  this.validation = validation;
  this.validationGroup = validationGroup;
  this.actionUrl = actionUrl;
  this.trackFocus = trackFocus;
  this.clientSubmit = clientSubmit;
}
function WebForm_DoPostBackWithOptions(options) {
  if (options.validation && !Page_ClientValidate(options.validationGroup)) return;
  if (options.clientSubmit) __doPostBack(options.eventTarget, options.eventArgument);
}
function WebForm_OnSubmit() { return true; }
function ValidatorGetValue(id) {
  var control = document.getElementById(id);
  if (!control) return "";
  if (typeof control.value === "string") return control.value;
  var chosen = control.querySelector("input:checked");
  return chosen ? chosen.value : "";
}
function ValidatorTrim(text) { return String(text).trim(); }
function RequiredFieldValidatorEvaluateIsValid(validator) {
  return ValidatorTrim(ValidatorGetValue(validator.controltovalidate)) !== ValidatorTrim(validator.initialvalue || "");
}
function RegularExpressionValidatorEvaluateIsValid(validator) {
  var value = ValidatorGetValue(validator.controltovalidate);
  if (ValidatorTrim(value) === "") return true;
  var found = new RegExp(validator.validationexpression).exec(value);
  return found !== null && found[0] === value;
}
function IsValidationGroupMatch(control, validationGroup) {
  if (validationGroup === undefined || validationGroup === null) return true;
  return (typeof control.validationGroup === "string" ? control.validationGroup : "") === validationGroup;
}
function ValidatorValidate(validator, validationGroup) {
  validator.isvalid = true;
  if (validator.enabled !== false && IsValidationGroupMatch(validator, validationGroup) && typeof validator.evaluationfunction === "function") {
    validator.isvalid = !!validator.evaluationfunction(validator);
  }
  ValidatorUpdateDisplay(validator);
}
function ValidatorUpdateDisplay(validator) {
  if (validator.style && validator.display !== "None") validator.style.display = validator.isvalid ? "none" : "inline";
}
function ValidatorEnable(validator, enable) { validator.enabled = enable !== false; ValidatorValidate(validator); Page_IsValid = AllValidatorsValid(Page_Validators); }
function AllValidatorsValid(validators) {
  return Array.prototype.every.call(validators, function (validator) { return validator.isvalid !== false; });
}
function ValidationSummaryOnSubmit(validationGroup) {
  Page_ValidationSummaries.forEach(function (summary) {
    if (!IsValidationGroupMatch(summary, validationGroup)) return;
    var list = Array.prototype.filter.call(Page_Validators, function (validator) {
      return validator.isvalid === false && typeof validator.errormessage === "string" && validator.errormessage !== "";
    });
    summary.style.display = list.length === 0 ? "none" : "";
    if (list.length === 0) return;
    var header = summary.headertext ? "<h2 class='validation-header'>" + summary.headertext + "</h2>" : "";
    summary.innerHTML = header + "<ul>" + list.map(function (validator) { return "<li>" + validator.errormessage + "</li>"; }).join("") + "</ul>";
    summary.focus();
  });
}
function Page_ClientValidate(validationGroup) {
  Array.prototype.forEach.call(Page_Validators, function (validator) { ValidatorValidate(validator, validationGroup); });
  Page_IsValid = AllValidatorsValid(Page_Validators);
  ValidationSummaryOnSubmit(validationGroup);
  Page_BlockSubmit = !Page_IsValid;
  return Page_IsValid;
}
function scrollToAndFocus(labelId, inputId) {
  var label = document.getElementById(labelId), input = document.getElementById(inputId);
  if (label) label.scrollIntoView();
  if (input) input.focus();
}
var portalFormIsDirty = false;
function setIsDirty() { portalFormIsDirty = true; }
function clearIsDirty() { portalFormIsDirty = false; }
function disableButtons() {
  document.querySelectorAll("input[type=submit],input[type=button]").forEach(function (button) { button.disabled = true; });
}
function confirmExit(event) {
  var asks = document.getElementById("confirmOnExit");
  if (!asks || asks.value !== "true" || !portalFormIsDirty) return undefined;
  if (event) event.preventDefault();
  return document.getElementById("confirmOnExitMessage") ? document.getElementById("confirmOnExitMessage").value : "";
}
window.onbeforeunload = confirmExit;
function entityFormClientValidate() { return true; }
`;

/** After the last form of the page: the validators that its markup describes, in document order. */
export const validatorScript = `
(function () {
  document.querySelectorAll("[data-val-controltovalidate]").forEach(function (span) {
    span.controltovalidate = span.getAttribute("data-val-controltovalidate");
    span.errormessage = span.getAttribute("data-val-errormessage");
    span.validationGroup = span.getAttribute("data-val-validationgroup");
    span.initialvalue = span.getAttribute("data-val-initialvalue");
    span.validationexpression = span.getAttribute("data-val-validationexpression");
    span.evaluationfunction = window[span.getAttribute("data-val-evaluationfunction")];
    Page_Validators.push(span);
  });
  document.querySelectorAll("[data-valsummary]").forEach(function (summary) {
    summary.validationGroup = summary.getAttribute("data-val-validationgroup");
    summary.headertext = summary.getAttribute("data-valsummary-headertext");
    Page_ValidationSummaries.push(summary);
  });
})();
`;
