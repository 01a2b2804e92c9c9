import { escapeHtml } from "../portal/page-shell.ts";
import type { PersonaChoice } from "./find-persona.ts";

export interface SignInPageParts {
  readonly siteName: string;
  readonly returnPath: string;
  /** The hidden field of the anti-forgery token. */
  readonly tokenField: string;
  readonly hasLocal: boolean;
  readonly hasExternal: boolean;
  readonly error?: string;
}

/**
 * Stands in for the portal's own sign-in page, whose markup is not ours to copy: the same addresses and form fields, no look of a site.
 * Errors are where Microsoft's code-site samples look for them.
 */
export function renderSignInPage({ siteName, returnPath, tokenField, hasLocal, hasExternal, error }: SignInPageParts): string {
  const local = `<form id="LoginLocal" method="post" action="/SignIn">
${tokenField}
${hidden("ReturnUrl", returnPath)}
<h2>With an email address</h2>
<p>Any password will do here: the emulator keeps none.</p>
<p><label>Email <input name="Email" type="email" autocomplete="username" required></label></p>
<p><label>Password <input name="PasswordValue" type="password" autocomplete="off" required></label></p>
<p><button type="submit">Sign in</button></p>
</form>`;
  const external = `<form method="post" action="/Account/Login/ExternalLogin">
${tokenField}
${hidden("returnUrl", returnPath)}
${hidden("provider", emulatorProvider)}
<h2>With an identity provider</h2>
<p><button type="submit">Choose a persona</button></p>
</form>`;
  const summary =
    error === undefined ? "" : `<div class="validation-summary-errors" role="alert"><ul><li>${escapeHtml(error)}</li></ul></div>`;
  const body = [hasLocal ? local : "", hasExternal ? external : ""].filter(Boolean).join("\n");
  return renderPlainPage(
    `Sign in – ${siteName}`,
    `<h1>Sign in</h1>\n${summary}\n${body || "<p>This site lets nobody sign in (Authentication/Registration).</p>"}`,
  );
}

/** What the emulator calls itself as an identity provider; every other provider leads to the same page. */
const emulatorProvider = "urn:portal-kit:personas";

export interface ProviderPageParts {
  readonly provider: string;
  readonly returnPath: string;
  readonly personas: readonly PersonaChoice[];
  readonly contacts: readonly PersonaChoice[];
  readonly error?: string;
}

/** Stands in for the identity provider: nobody proves anything, one chooses who to be. */
export function renderProviderPage({ provider, returnPath, personas, contacts, error }: ProviderPageParts): string {
  const choice = ({ value, name, about }: PersonaChoice): string =>
    `<li><button type="submit" name="persona" value="${escapeHtml(value)}"><strong>${escapeHtml(name)}</strong> ${escapeHtml(about)}</button></li>`;
  return renderPlainPage(
    "Choose a persona",
    `<h1>Choose a persona</h1>
<p>This page stands in for the identity provider <code>${escapeHtml(provider)}</code>.</p>
${error === undefined ? "" : `<p role="alert">${escapeHtml(error)}</p>`}
<form method="post" action="/_emulator/sign-in">
${hidden("returnUrl", returnPath)}
${hidden("provider", provider)}
<ul>
${personas.map((one) => choice(one)).join("\n")}
</ul>
${contacts.length === 0 ? "" : `<h2>Contacts of this organization</h2>\n<ul>\n${contacts.map((one) => choice(one)).join("\n")}\n</ul>`}
</form>`,
  );
}

/** Stands in for the organization's sign-in that a private site puts before everything. */
export function renderPrivateSitePage({ siteName, returnPath }: { readonly siteName: string; readonly returnPath: string }): string {
  return renderPlainPage(
    `Private site – ${siteName}`,
    `<h1>This site is private</h1>
<p>Only people of the organization see it. To be let in is no sign-in to the site: it still takes you for an anonymous visitor.</p>
<form method="post" action="/_emulator/private-site">
${hidden("returnUrl", returnPath)}
<p><button type="submit">Go in as a member of the organization</button></p>
</form>`,
  );
}

const plainPageStyle = `
:root{color-scheme:light dark;--page:light-dark(#f6f5f2,#121615);--surface:light-dark(#fff,#1b211f);--line:light-dark(#8d8b84,#74807b);
--ink:light-dark(#1d2321,#edf1ef);--soft:light-dark(#555d5a,#a9b4b0);--accent:light-dark(#0f766e,#5eead4);--on-accent:light-dark(#fff,#0c1f1c)}
body{font:1rem/1.5 system-ui,sans-serif;max-width:30rem;margin:0 auto;padding:3rem 1rem;background:var(--page);color:var(--ink)}
h1{font-size:1.75rem;margin:0 0 1rem}h2{font-size:1.1rem;margin:0 0 .5rem}main>p,footer{color:var(--soft)}footer{margin-top:2rem;font-size:.85rem}
form{background:var(--surface);border:1px solid color-mix(in srgb,var(--line) 40%,transparent);border-radius:1rem;padding:1.25rem;margin:0 0 1rem}
ul{list-style:none;margin:0;padding:0;display:grid;gap:.5rem}ul+h2{margin-top:1.25rem}label{display:block}
input{display:block;box-sizing:border-box;width:100%;font:inherit;padding:.5rem .75rem;border:1px solid var(--line);border-radius:.5rem;background:var(--page);color:inherit}
button{font:inherit;padding:.5rem 1rem;border:1px solid var(--accent);border-radius:.5rem;background:var(--accent);color:var(--on-accent);cursor:pointer}
li button{width:100%;text-align:start;background:none;color:inherit;border-color:var(--line)}li button:hover{border-color:var(--accent)}li strong{display:block}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}[role=alert]{color:light-dark(#a4262c,#ff9d9d);margin:0 0 1rem}code{overflow-wrap:anywhere}`;

function renderPlainPage(title: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)}</title>
<style>${plainPageStyle}</style></head>
<body><main>${body}</main><footer>A page of the portal emulator; a portal has its own.</footer></body></html>`;
}

/** The page runs no script and sends forms to this origin only. */
export const plainPageHeaders: Readonly<Record<string, string>> = {
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
};

const hidden = (name: string, value: string): string => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`;
