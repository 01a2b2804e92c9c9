import { escapeHtml } from "../portal/page-shell.ts";

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
export const emulatorProvider = "urn:portal-kit:personas";

export interface ProviderPageParts {
  readonly provider: string;
  readonly returnPath: string;
  readonly personas: readonly string[];
  readonly contacts: readonly { readonly id: string; readonly name: string }[];
  readonly error?: string;
}

/** Stands in for the identity provider: nobody proves anything, one chooses who to be. */
export function renderProviderPage({ provider, returnPath, personas, contacts, error }: ProviderPageParts): string {
  const choice = (value: string, text: string): string =>
    `<p><button type="submit" name="persona" value="${escapeHtml(value)}">${escapeHtml(text)}</button></p>`;
  return renderPlainPage(
    "Choose a persona",
    `<h1>Choose a persona</h1>
<p>This page stands in for the identity provider <code>${escapeHtml(provider)}</code>.</p>
${error === undefined ? "" : `<p role="alert">${escapeHtml(error)}</p>`}
<form method="post" action="/_emulator/sign-in">
${hidden("returnUrl", returnPath)}
${hidden("provider", provider)}
${personas.map((name) => choice(name, name)).join("\n")}
${contacts.map(({ id, name }) => choice(id, name)).join("\n")}
</form>`,
  );
}

export function renderPlainPage(title: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)}</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:2rem auto;padding:0 1rem}</style></head>
<body><main>${body}</main></body></html>`;
}

/** The page runs no script and sends forms to this origin only. */
export const plainPageHeaders: Readonly<Record<string, string>> = {
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
};

const hidden = (name: string, value: string): string => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`;
