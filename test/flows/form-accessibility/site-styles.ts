/** What the two versions of Bootstrap do to the elements of the form, and no styles at all. Their colours and measures, not their sheets. */
export const siteStyles = {
  plain: "",
  "Bootstrap 5": `
    *,*::before,*::after{box-sizing:border-box}
    body{margin:0;font:400 1rem/1.5 system-ui,sans-serif;color:#212529;background:#fff}
    p{margin:0 0 1rem} a{color:#0d6efd}
    main{max-width:1140px;margin:auto;padding:0 12px}
    .mb-3{margin-bottom:1rem!important} .form-label{margin-bottom:.5rem}
    .form-control{display:block;width:100%;padding:.375rem .75rem;border:1px solid #dee2e6;border-radius:.375rem;color:#212529}
    .form-control.is-invalid{border-color:#dc3545}
    .form-check-input{width:1em;height:1em;margin-top:.25em;border:1px solid #dee2e6}
    .is-invalid~.form-check-label{color:#dc3545}
    .text-danger{color:#dc3545!important}
    .btn{display:inline-block;padding:.375rem .75rem;border:1px solid transparent;border-radius:.375rem;font-size:1rem}
    .btn-primary{background:#0d6efd;border-color:#0d6efd;color:#fff} .btn:disabled{opacity:.65}
    .alert{position:relative;padding:1rem;margin-bottom:1rem;border:1px solid transparent;border-radius:.375rem}
    .alert-danger{color:#58151c;background:#f8d7da;border-color:#f1aeb5}`,
  "Bootstrap 3": `
    *,*::before,*::after{box-sizing:border-box}
    html{font-size:10px} body{margin:0;font:14px/1.42857143 Helvetica,Arial,sans-serif;color:#333;background:#fff}
    p{margin:0 0 10px} a{color:#337ab7;text-decoration:none}
    main{max-width:1170px;margin:auto;padding:0 15px}
    label{display:inline-block;max-width:100%;margin-bottom:5px;font-weight:700}
    legend{display:block;width:100%;margin-bottom:20px;font-size:21px;border-bottom:1px solid #e5e5e5}
    input[type=checkbox],input[type=radio]{margin:4px 0 0;line-height:normal}
    .form-group{margin-bottom:15px}
    .form-control{display:block;width:100%;height:34px;padding:6px 12px;font-size:14px;color:#555;border:1px solid #ccc;border-radius:4px}
    textarea.form-control{height:auto}
    .has-error .control-label,.has-error .help-block{color:#a94442} .has-error .form-control{border-color:#a94442}
    .text-danger{color:#a94442}
    .btn{display:inline-block;padding:6px 12px;font-size:14px;border:1px solid transparent;border-radius:4px}
    .btn-primary{color:#fff;background:#337ab7;border-color:#2e6da4} .btn[disabled]{opacity:.65}
    .alert{padding:15px;margin-bottom:20px;border:1px solid transparent;border-radius:4px}
    .alert-danger{color:#a94442;background:#f2dede;border-color:#ebccd1}`,
} as const;
export type SiteStyle = keyof typeof siteStyles;
