import { escapeHtml } from "./page-shell.ts";

/** A note in place of a page the platform itself renders, such as sign-in, search or profile. */
export function describeRewritePage(rewriteUrl: string | undefined): string {
  if (rewriteUrl === undefined || /AccessDenied|FullPage|Page\.aspx|WebTemplate/i.test(rewriteUrl)) return "";
  return `<p class="alert alert-info" role="note">Power Pages renders this page itself (<code>${escapeHtml(rewriteUrl)}</code>). The emulator shows its title and copy only.</p>`;
}
