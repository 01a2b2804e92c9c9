import { createLiquid, type LiquidProblem } from "../../../../liquid/create-liquid.ts";
import type { Clock, EmulatorContext, Persona } from "../../../../portal-emulator/emulator-context.ts";
import { createPageServices } from "../../../../portal-emulator/portal/create-page-services.ts";
import { createPageObjects } from "../../../../portal-emulator/portal/page-objects.ts";
import { createSiteIndex } from "../../../../portal-emulator/portal/site-index.ts";
import type { Schema } from "../../../../portal-emulator/schema/schema.ts";
import { standardSchema } from "../../../../portal-emulator/schema/standard-schema.ts";
import type { Solution } from "../../../../portal-emulator/solution/solution.ts";
import type { Store } from "../../../../portal-emulator/store/store.ts";
import { defaultSwitches, type EmulatorSwitches } from "../../../../portal-emulator/switches.ts";
import type { Site } from "../../../../site/site.ts";
import { anonymousRole, tinySite, type TinySite } from "../../../access/tiny-site.ts";
import { createTestContext } from "../../../support/emulator-context.ts";

export interface DataPage {
  readonly store: Store;
  readonly context: EmulatorContext;
  /** What a visitor sees of a piece of Liquid. */
  render(text: string): Promise<string>;
  /** With what the emulator says of it. */
  renderAll(text: string): Promise<{ readonly text: string; readonly problems: readonly LiquidProblem[] }>;
}

export interface DataPageOptions {
  readonly persona?: Persona;
  readonly schema?: Schema;
  readonly solution?: Solution;
  readonly switches?: Partial<EmulatorSwitches>;
  readonly clock?: Clock;
  /** Path and query of the page; "/" by default. */
  readonly address?: string;
  readonly more?: Partial<Site>;
}

/** A page with the data of a site of these permissions, for an anonymous visitor unless the test says who. */
export function openDataPage(
  site: TinySite,
  { persona, solution, schema = standardSchema, switches = {}, clock, address = "/", more = {} }: DataPageOptions = {},
): DataPage {
  const whole: Site = { ...tinySite(site), ...more };
  const context = createTestContext({
    schema,
    ...(solution === undefined ? {} : { solution }),
    site: () => whole,
    switches: { ...defaultSwitches, ...switches },
    ...(clock === undefined ? {} : { clock }),
  });
  const request = new Request(`http://localhost:8080${address}`);
  const renderAll: DataPage["renderAll"] = async (text) => {
    const index = createSiteIndex(whole);
    const services = createPageServices({
      ctx: context,
      index,
      request,
      persona: persona ?? { contactId: undefined, roleIds: [anonymousRole] },
      page: undefined,
      language: whole.languages[0],
    });
    const liquid = createLiquid({ findTemplate: () => undefined, now: () => context.clock.now() });
    const view = { index, page: undefined, language: undefined, request, visitor: undefined, mayRead: () => true };
    const objects = createPageObjects({ ...view, ...(services.entities && { entities: services.entities }) }, context.clock.now());
    const session = liquid.openSession(objects, { services });
    const rendered = await session.render({ path: "page.html", text });
    return { text: rendered, problems: session.problems };
  };
  return { store: context.store, context, renderAll, render: async (text) => (await renderAll(text)).text };
}
