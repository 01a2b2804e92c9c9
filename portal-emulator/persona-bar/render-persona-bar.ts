import { escapeHtml } from "../portal/page-shell.ts";
import { personaBarStylePath } from "./persona-bar-style.ts";

/** Somebody to see the site as. */
export interface Viewer {
  /** What the form of `/_emulator/sign-in` takes. */
  readonly value: string;
  readonly name: string;
  readonly about: string;
}

export interface PersonaBarParts {
  readonly viewers: readonly Viewer[];
  /** `value` of who the page was rendered for. */
  readonly current: string;
  readonly currentName: string;
  /** Names of the web roles. */
  readonly roles: readonly string[];
  /** Path and query of the page, to come back to. */
  readonly returnPath: string;
}

/** The choice that ends a sign-in. */
export const anonymousViewer: Viewer = { value: "anonymous", name: "Anonymous visitor", about: "nobody is signed in" };

/**
 * Says who the page is shown for, and shows it for somebody else at one click. It needs no script, which the page's policy might forbid, and keeps the page's
 * style sheets out.
 */
export function renderPersonaBar({ viewers, current, currentName, roles, returnPath }: PersonaBarParts): string {
  const choices = viewers.map(
    ({ value, name, about }) =>
      `<li><button type="submit" name="persona" value="${escapeHtml(value)}"${value === current ? ' aria-current="true"' : ""}>${escapeHtml(name)}<span>${escapeHtml(about)}</span></button></li>`,
  );
  const isSignedIn = current !== anonymousViewer.value;
  return `<div data-portal-kit-personas><template shadowrootmode="open"><link rel="stylesheet" href="${personaBarStylePath}">
<nav aria-label="Portal emulator: viewing the site as"${isSignedIn ? ' class="signed-in"' : ""}><details><summary><span class="dot" aria-hidden="true"></span><span class="lead">Viewing as</span> <strong>${escapeHtml(currentName)}</strong></summary>
<form method="post" action="/_emulator/sign-in"><h2 id="heading">See this page as</h2><input type="hidden" name="returnUrl" value="${escapeHtml(returnPath)}">
<ul aria-labelledby="heading">${choices.join("")}</ul><p>${isSignedIn ? `Web roles: ${escapeHtml(roles.join(", ") || "none")}. ` : ""}Of the emulator; a portal has no such choice.</p></form></details></nav></template></div>`;
}
