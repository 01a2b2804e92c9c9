import { escapeHtml } from "../portal/page-shell.ts";

/** What a request gets that followed the redirect to sign-in: a whole page where data was expected. The wording is ours. */
export function renderSignInPage(address: string): string {
  return `<!DOCTYPE html>
<html lang="en-US">
<head><meta charset="utf-8"><title>Sign in</title></head>
<body>
<h1>Sign in</h1>
<form method="post" action="${escapeHtml(address)}">
<label>Email <input name="Email" type="email" autocomplete="username"></label>
<label>Password <input name="PasswordValue" type="password" autocomplete="current-password"></label>
<button type="submit">Sign in</button>
</form>
</body>
</html>
`;
}

/** What a web application firewall sends in place of the portal. The wording is ours. */
export function renderFirewallPage(): string {
  return `<!DOCTYPE html>
<html lang="en-US">
<head><meta charset="utf-8"><title>Request blocked</title></head>
<body>
<h1>This request was blocked</h1>
<p>The site's firewall did not let it through.</p>
</body>
</html>
`;
}
