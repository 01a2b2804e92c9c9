import type { Emitter, Template } from "liquidjs";
import { isStackOverflow, LiquidFailure, nestingMessage, RenderingStopped, shortenMessage } from "../liquid-failure.ts";
import { encodeHtml } from "../dotnet/html-encode.ts";
import { isLater } from "../values/later.ts";
import type { PageContext } from "./page-context.ts";

/** The clock is asked once per this many pieces; it costs more than most pieces do. */
const piecesPerClockCheck = 64;

/** Renders one piece after the other. A piece that fails prints its error, and the next one follows. */
export function renderTemplates(templates: readonly Template[], context: PageContext, emitter: Emitter, from = 0): void | Promise<void> {
  for (let at = from; at < templates.length; at++) {
    const template = templates[at];
    if (template === undefined) continue;
    if (++context.session.pieces % piecesPerClockCheck === 0) context.assertTime();
    try {
      const result: unknown = template.render(context, emitter);
      if (isLater(result)) {
        const next = at + 1;
        return result
          .catch((error: unknown) => printFailure(error, template, context, emitter))
          .then(() => (isInterrupted(context) ? undefined : renderTemplates(templates, context, emitter, next)));
      }
    } catch (error) {
      printFailure(error, template, context, emitter);
    }
    if (isInterrupted(context)) return;
  }
}

function isInterrupted(context: PageContext): boolean {
  return context.breakCalled || context.continueCalled;
}

function printFailure(error: unknown, template: Template, context: PageContext, emitter: Emitter): void {
  if (error instanceof RenderingStopped) throw error;
  const message = isStackOverflow(error) ? nestingMessage : error instanceof Error ? error.message : String(error);
  const kind = error instanceof LiquidFailure ? error.kind : "runtime";
  const subject = error instanceof LiquidFailure ? error.subject : undefined;
  context.session.report({
    kind,
    text: template.token.input,
    offset: template.token.begin,
    message,
    ...(subject === undefined ? {} : { name: subject }),
  });
  emitter.write(renderFailure(kind, message, subject));
}

/** What the visitor sees in place of what failed. */
export function renderFailure(kind: string, message: string, subject?: string): string {
  if (kind === "missing-template") return `Liquid error: Template "${encodeHtml(subject ?? "")}" not found.`;
  return `Liquid error: ${encodeHtml(shortenMessage(message))}`;
}
