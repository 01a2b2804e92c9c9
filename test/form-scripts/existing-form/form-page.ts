/**
 * What the portal puts on a page with a basic form or a multistep form, as far as a script meets it: naming prefixes, one HTML form around the whole page, buttons that
 * ask, validate, go grey and post back (observed, third party). A postback is `theForm.submit()`.
 */
export interface FormMarkup {
  readonly kind?: "basic" | "multistep";
  /** Naming containers in front of every id, e.g. `ctl00_ContentContainer_`; names get them with `$`. */
  readonly prefix?: string;
  readonly button?: string;
  readonly group?: string;
  /** Logical name of the input → what stands in it. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** HTML inside the form's panel. */
  readonly more?: string;
}

export const portalFormScript = `
var theForm = document.forms['liquid_form'] || document.forms[0];
var Page_Validators = [];
function Page_ClientValidate(group) {
  window.validations = (window.validations || []).concat([group]);
  return Page_Validators.every(function (validator) {
    return (group !== undefined && (validator.validationGroup || '') !== group) || validator.evaluationfunction(validator);
  });
}
function clearIsDirty() {}
function disableButtons() {
  theForm.querySelectorAll('input[type=button],input[type=submit]').forEach(function (button) { button.disabled = true; });
}
function WebForm_DoPostBackWithOptions(options) {
  if (options.validation && !Page_ClientValidate(options.validationGroup)) return;
  theForm.elements.__EVENTTARGET.value = options.eventTarget;
  theForm.submit();
}
function WebForm_PostBackOptions(eventTarget, validation, validationGroup) {
  this.eventTarget = eventTarget; this.validation = validation; this.validationGroup = validationGroup;
}`;

export function renderFormButton({ kind = "basic", prefix = "", button = "InsertButton", group = "" }: FormMarkup): string {
  const check = kind === "basic" ? "entityFormClientValidate" : "webFormClientValidate";
  const go = `if(typeof Page_ClientValidate==='function'){if(Page_ClientValidate('${group}')){clearIsDirty();disableButtons();this.value='Processing...';}}`;
  const back = button === "PreviousButton";
  const onclick = back ? "" : `if(typeof ${check}==='function'){if(${check}()){${go}}else{return false;}}else{${go}}`;
  const name = `${prefix.replaceAll("_", "$")}${button}`;
  return `<input type="button" id="${prefix}${button}" name="${name}" value="Submit" onclick="javascript:${onclick}WebForm_DoPostBackWithOptions(new WebForm_PostBackOptions(&quot;${name}&quot;, ${!back}, &quot;${group}&quot;))">`;
}

/** The form's panel with its inputs and button, inside the page's one HTML form. */
export function renderForm(markup: FormMarkup = {}): string {
  const {
    kind = "basic",
    prefix = "",
    inputs = { firstname: "Ada", lastname: "Example", emailaddress1: "ada@example.com" },
    more = "",
  } = markup;
  const rows = Object.entries(inputs).map(
    ([name, value]) =>
      `<label id="${prefix}${name}_label" for="${prefix}${name}">${name}</label><input type="text" id="${prefix}${name}" name="${prefix.replaceAll("_", "$")}${name}" value="${value}">`,
  );
  return `<form id="liquid_form" name="liquid_form" method="post"><input type="hidden" name="__EVENTTARGET" value="">
<div id="${prefix}${kind === "basic" ? "EntityFormPanel" : "WebFormPanel"}">${rows.join("\n")}${more}${renderFormButton(markup)}</div>
</form><script>${portalFormScript}</script>`;
}
