import { encodeHtml } from "../dotnet/html-encode.ts";
import type { PageSession } from "../session/page-session.ts";
import type { TagToken } from "liquidjs";

/** Stands where something belongs that this host does not render, for a person to see; a problem says so too. */
export function renderPlaceholder(session: PageSession, token: TagToken, what: string): string {
  session.report({
    kind: "unsupported",
    text: token.input,
    offset: token.begin,
    name: token.name,
    message: `Tag "${token.name}" is not rendered here: ${what}.`,
  });
  return `<div class="liquid-placeholder" data-liquid-tag="${encodeHtml(token.name)}">${encodeHtml(`{% ${token.name} ${token.args} %}`)}</div>`;
}
