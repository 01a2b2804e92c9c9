import { createLiquid } from "../../liquid/create-liquid.ts";
import type { LiquidHost, LiquidProblem, SessionOptions } from "../../liquid/create-liquid.ts";

/** What a test gives a page: templates by name, objects, and a host's answers. */
export interface PageSetting extends SessionOptions {
  readonly templates?: Readonly<Record<string, string>>;
  readonly objects?: Record<string, unknown>;
  readonly host?: Partial<LiquidHost>;
}

export const noon = new Date("2026-03-04T12:05:06.007Z");

export function createHost({ templates = {}, host = {} }: PageSetting = {}): LiquidHost {
  const byName = new Map(Object.entries(templates).map(([name, text]) => [name.toLowerCase(), { path: `web-templates/${name}`, text }]));
  return { findTemplate: (name) => byName.get(name.toLowerCase()), now: () => noon, ...host };
}

/** Renders one source and says what was wrong with it. */
export async function renderPage(
  text: string,
  setting: PageSetting = {},
): Promise<{ readonly text: string; readonly problems: readonly LiquidProblem[] }> {
  const session = createLiquid(createHost(setting)).openSession(setting.objects ?? {}, setting);
  return { text: await session.render({ path: "page.html", text }), problems: session.problems };
}

export async function renderText(text: string, setting: PageSetting = {}): Promise<string> {
  return (await renderPage(text, setting)).text;
}
