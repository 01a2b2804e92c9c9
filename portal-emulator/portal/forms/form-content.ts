import { escapeHtml } from "../page-shell.ts";
import { formScript, validatorScript } from "./form-script.ts";
import { formStyle } from "./form-style.ts";
import { lookupScript } from "./render-lookup-dialog.ts";

/** Stands where a form is; what is in it is the page's view state. */
export const markForm = (viewState: string): string => `<!--portal-form ${viewState}-->`;

/**
 * The content of a page that shows forms, inside the one HTML form of the page; any other content as it is. So pages with a form are a `<form>` around
 * everything their template writes (engine source of the 8.x ancestor).
 * @param url where it is posted back to
 */
export function wrapFormContent(content: string, url: string): string {
  const viewState = /<!--portal-form ([\w.-]+)-->/.exec(content)?.[1];
  if (viewState === undefined) return content;
  const { pathname, search } = new URL(url);
  return `<form method="post"${content.includes('<input type="file"') ? ' enctype="multipart/form-data"' : ""} action="${escapeHtml(pathname + search)}" onsubmit="javascript:return WebForm_OnSubmit();" id="liquid_form">
<div class="aspNetHidden">${hidden("__EVENTTARGET", "")}${hidden("__EVENTARGUMENT", "")}${hidden("__VIEWSTATE", viewState)}</div>
<style>${formStyle}</style>
<script type="text/javascript">${formScript}</script>
${content}
<script type="text/javascript">${validatorScript}${lookupScript}</script>
</form>`;
}

const hidden = (name: string, value: string): string => `<input type="hidden" name="${name}" id="${name}" value="${escapeHtml(value)}">`;
