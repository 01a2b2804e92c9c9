import { Hono } from "hono";
import type { PolicyViolation } from "../../contract/policy-violation.ts";
import type { EmulatorContext } from "../emulator-context.ts";
import { describeViolation, parsePolicyReports } from "../portal/parse-policy-reports.ts";

/** A report is a few hundred characters; the policy in it may be long. */
const maxBodyChars = 256 * 1024;

/** `/_emulator/policy-reports`: browsers tell here what a page's Content-Security-Policy blocked; the log shows it, and whoever asked to be told is told. */
export function createPolicyReportEndpoint(
  ctx: Pick<EmulatorContext, "addresses" | "effect">,
  told: ((violation: PolicyViolation) => void) | undefined,
): Hono {
  const app = new Hono();
  app.post("/policy-reports", async (c) => {
    const text = await c.req.text();
    const violations = text.length > maxBodyChars ? undefined : parsePolicyReports(parseJson(text), ctx.addresses);
    if (violations === undefined) return c.json({ error: "expected a report of a Content-Security-Policy" }, 400);
    for (const violation of violations) {
      ctx.effect(c.req.raw, describeViolation(violation));
      told?.(violation);
    }
    return c.body(null, 204);
  });
  return app;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
