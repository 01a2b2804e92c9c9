import { builtInTemplates } from "../built-in-templates.ts";
import { LiquidFailure } from "../liquid-failure.ts";
import type { LiquidSource } from "../liquid-host.ts";
import type { PageContext } from "../session/page-context.ts";

/**
 * A web template by its record name, then by the spaced form of a snake-case name (`page_copy`), then what the portal brings along.
 * https://learn.microsoft.com/power-pages/configure/web-templates
 */
export function findNamedSource(name: string, context: PageContext): LiquidSource {
  const { host } = context.session;
  const found =
    host.findTemplate(name) ?? (name.includes("_") && !name.includes(" ") ? host.findTemplate(name.replaceAll("_", " ")) : undefined);
  if (found !== undefined) return found;
  const builtIn = builtInTemplates.get(name.toLowerCase().replaceAll(" ", "_"));
  if (builtIn !== undefined) return { path: `built-in template ${name}`, text: builtIn };
  throw new LiquidFailure("missing-template", `Template "${name}" not found.`, { subject: name });
}
