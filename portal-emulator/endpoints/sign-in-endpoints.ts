import { Hono, type Context } from "hono";
import type { EmulatorContext } from "../emulator-context.ts";
import { portalUserId } from "../organization/system-users.ts";
import { anonymousViewer } from "../persona-bar/render-persona-bar.ts";
import { describePersonas, findPersona, personaNames } from "../sign-in/find-persona.ts";
import { findReturnPath } from "../sign-in/return-path.ts";
import { plainPageHeaders, renderProviderPage } from "../sign-in/sign-in-page.ts";
import type { Row } from "../store/store.ts";
import type { Visitors } from "../sign-in/visitors.ts";

/** `/sign-in`, `/sign-out`, and the page that stands in for the identity provider; mounted under `/_emulator`, whose guard keeps strangers out. */
export function createSignInEndpoints(ctx: EmulatorContext, visitors: Visitors): Hono {
  const app = new Hono();
  app.post("/sign-in", async (c) => {
    const asked = await readChoice(c);
    if (asked === undefined)
      return c.json({ error: `expected {"persona": ${personaNames.map((name) => `"${name}"`).join(" | ")} | "<contact id>"}` }, 400);
    // Of the form that shows a page for somebody else: nobody is somebody too.
    if (asked.page !== undefined && asked.persona === anonymousViewer.value) {
      if (ctx.persona(c.req.raw).contactId !== undefined) ctx.effect(c.req.raw, "signed out");
      return c.body(null, 302, { location: asked.page.returnPath, "set-cookie": visitors.signOut(c.req.raw) });
    }
    const found = await findPersona(ctx, asked.persona);
    if (!found.ok && asked.page !== undefined) return showProvider(ctx, c, { ...asked.page, error: found.message });
    if (!found.ok) return c.json({ error: found.message, code: found.code }, found.code === "unknown-persona" ? 404 : 409);
    if (found.created) ctx.effect(c.req.raw, "contact created");
    ctx.effect(c.req.raw, "signed in");
    const cookie = visitors.signIn(found.contactId);
    if (asked.page !== undefined) return c.body(null, 302, { location: asked.page.returnPath, "set-cookie": cookie });
    c.header("set-cookie", cookie);
    const persona = visitors.persona(new Request(c.req.url, { headers: { cookie: cookie.split(";", 1)[0] ?? "" } }));
    return c.json({ contactId: found.contactId, roles: namesOf(ctx, persona.roleIds) });
  });
  app.post("/sign-out", (c) => {
    const { contactId } = ctx.persona(c.req.raw);
    if (contactId !== undefined) ctx.effect(c.req.raw, "signed out");
    c.header("set-cookie", visitors.signOut(c.req.raw));
    return c.json({ contactId: contactId ?? null });
  });
  app.get("/identity-provider", (c) => showProvider(ctx, c, readPage(new URL(c.req.url).searchParams, ctx.addresses.portal)));
  return app;
}

/** What the stand-in for the identity provider was asked for. */
interface ProviderPage {
  readonly provider: string;
  readonly returnPath: string;
  readonly error?: string;
}

const readPage = (from: URLSearchParams, portal: string): ProviderPage => ({
  provider: from.get("provider") ?? "",
  returnPath: findReturnPath(from.get("returnUrl"), portal) ?? "/",
});

async function showProvider(ctx: EmulatorContext, c: Context, page: ProviderPage): Promise<Response> {
  const rows = await ctx.organization.serviceFor({ userId: portalUserId }).query("contact", {
    equals: { statecode: 0 },
    orderBy: [{ column: "createdon", descending: true }],
    top: 20,
  });
  const nameOf = (row: Row): string => String(row["fullname"] ?? row["emailaddress1"] ?? row["contactid"]);
  const contacts = rows.map((row) => ({ value: String(row["contactid"]), name: nameOf(row), about: String(row["emailaddress1"] ?? "") }));
  return c.html(renderProviderPage({ ...page, personas: describePersonas(), contacts }), 200, plainPageHeaders);
}

interface Choice {
  readonly persona: string;
  /** Only of the page's form, which leads back to the site. */
  readonly page?: ProviderPage;
}

async function readChoice(c: Context): Promise<Choice | undefined> {
  const text = await c.req.text();
  if ((c.req.header("content-type") ?? "").startsWith("application/x-www-form-urlencoded")) {
    const form = new URLSearchParams(text);
    const persona = form.get("persona");
    return persona === null ? undefined : { persona, page: readPage(form, new URL(c.req.url).origin) };
  }
  try {
    const body: unknown = JSON.parse(text);
    const persona = typeof body === "object" && body !== null && "persona" in body ? body.persona : undefined;
    return typeof persona === "string" ? { persona } : undefined;
  } catch {
    return undefined;
  }
}

const namesOf = (ctx: EmulatorContext, roleIds: readonly string[]): string[] =>
  ctx
    .site()
    .roles.filter((role) => roleIds.includes(role.id))
    .map((role) => role.name);
