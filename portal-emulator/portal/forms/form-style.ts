/** What the platform's own style sheet does for the look of its forms, as far as a form is hard to use without; the rest is the site's Bootstrap. */
export const formStyle = `
.crmEntityFormView table.section { width: 100%; }
.crmEntityFormView .tab-column { float: left; width: 100%; }
.crmEntityFormView .tab::after { content: ""; display: block; clear: both; }
.crmEntityFormView td.cell { padding: 0 1em 1em 0; vertical-align: top; }
.crmEntityFormView td.zero-cell { padding: 0; }
.crmEntityFormView .info.required > label::after { content: " *"; color: #a94442; }
.crmEntityFormView .info label.sr-only { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.crmEntityFormView .input-group { display: flex; }
.crmEntityFormView dialog.modal-lookup { width: min(40em, 90vw); max-height: 80vh; overflow: auto; }
`;
