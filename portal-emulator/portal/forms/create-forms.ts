import { Hono, type Context } from "hono";
import type { LiquidHost, TagArguments } from "../../../liquid/liquid-host.ts";
import type { EmulatorContext } from "../../emulator-context.ts";
import { DataverseFault } from "../../organization/dataverse-fault.ts";
import { UnjudgedPermission } from "../../permissions/permissions.ts";
import { readCookie } from "../../read-cookie.ts";
import { findTarget } from "../find-target.ts";
import type { SiteIndex } from "../site-index.ts";
import { displayAdvancedForm, postAdvancedForm, readRunId } from "./advanced-form.ts";
import { displayBasicForm, postBasicForm, SaveFailed } from "./basic-form.ts";
import { findForm, namesNothing } from "./find-form.ts";
import { createFormCalls, type FormCall, type FormCallParts } from "./form-call.ts";
import { markForm } from "./form-content.ts";
import { readPressedButton, type PressedButton } from "./form-names.ts";
import { showErrors, showRefusal, type FormOutcome, type ShownForm } from "./form-outcome.ts";
import { FormRefusal } from "./form-permissions.ts";
import { createFormSessions, type FormSession } from "./form-sessions.ts";
import { PostbackRefused } from "./read-posted.ts";
import { readPostback, type Postback } from "./read-postback.ts";
import { findDangerousValue } from "./validate-request.ts";

export interface FormsParts {
  readonly ctx: EmulatorContext;
  readonly view: () => { readonly index: SiteIndex };
  /** Answers a GET of the page that a form was posted from. */
  readonly showPage: (request: Request) => Promise<Response>;
}

/** The basic forms and multistep forms of the site's pages. */
export interface Forms {
  /** To be mounted before the pages: it takes their postbacks and gives visitors of forms a session. */
  readonly app: Hono;
  /** What Liquid asks for `{% entityform %}` and `{% webform %}` on one page. */
  readonly serve: (parts: FormCallParts) => NonNullable<LiquidHost["renderForm"]>;
}

/** https://learn.microsoft.com/power-pages/configure/basic-forms and .../multistep-form-properties */
export function createForms({ ctx, view, showPage }: FormsParts): Forms {
  const sessions = createFormSessions();
  const openCall = createFormCalls();
  /** How the page of this request is to show its form. */
  const shownForms = new WeakMap<Request, ShownForm>();
  const asksSignIn = new WeakSet<Request>();
  ctx.onDataReplaced((how) => void (how === "seed" || sessions.forgetAll()));

  const app = new Hono();
  app.use("*", async (c, next) => {
    await next();
    // The cookie middleware in front makes a redirect to the sign-in page of it.
    if (asksSignIn.has(c.req.raw)) c.res = new Response("Sign in to use this form.", { status: 401 });
    const cookie = sessions.opened(c.req.raw)?.newCookie;
    if (cookie !== undefined) c.header("set-cookie", cookie, { append: true });
  });
  app.post("*", async (c, next) => {
    const postback = await readPostback(c);
    if (postback === undefined) return next();
    if (postback === "too-long") return c.text("Maximum request length exceeded.", 413);
    const pressed = readPressedButton(postback.sent.get("__EVENTTARGET") ?? "");
    if (pressed === undefined) return next();
    return answerPost(c, pressed, postback);
  });

  const answerPost = async (c: Context, pressed: PressedButton, { sent, files }: Postback): Promise<Response> => {
    const request = c.req.raw;
    const { index } = view();
    const persona = ctx.persona(request);
    const url = new URL(request.url);
    const target = findTarget(index, {
      path: url.pathname,
      chosenCode: readCookie(request, "ContextLanguageCode"),
      reader: { ...persona, rulesWithoutPage: ctx.switches.rulesWithoutPage },
    });
    if (target.kind === "sign-in") return c.text("Sign in to see this page.", 401);
    const session = sessions.open(request);
    // The wording is ASP.NET's; a portal shows its error page (assumed).
    if (target.kind !== "page" || !session.isOwn(sent.get("__VIEWSTATE") ?? "")) return c.text("Validation of viewstate MAC failed.", 500);
    if (!session.hasShown(url.pathname, pressed.formId)) return c.text("Invalid postback or callback argument.", 500);
    const call = openCall({ ctx, index, persona, request, language: target.language });
    let outcome: FormOutcome;
    try {
      outcome = await post(call, { pressed, sent, files, session });
    } catch (error) {
      const cause = error instanceof SaveFailed ? error.cause : error;
      if (cause instanceof PostbackRefused) return c.text(cause.message, 500);
      if (!(cause instanceof FormRefusal || cause instanceof UnjudgedPermission || cause instanceof DataverseFault)) throw cause;
      outcome = showRefusal(pressed.formId, cause.message, error instanceof SaveFailed ? error.typed : undefined);
    }
    if (outcome.kind === "redirect") return c.redirect(outcome.location, 302);
    const again = new Request(request.url, { headers: headersForPage(request) });
    const runId = pressed.kind === "webform" ? readRunId(sent, pressed.formId) : undefined;
    shownForms.set(again, { ...outcome.shown, ...(runId !== undefined && { runId }) });
    return showPage(again);
  };

  const post = async (call: FormCall, { pressed, sent, files, session }: Posted): Promise<FormOutcome> => {
    const found = findForm(call.forms, pressed.kind, { id: pressed.formId });
    if (found === undefined) throw new FormRefusal("This form is not there any more.");
    const dangerous = findDangerousValue(call.access, sent);
    if (dangerous !== undefined) return showErrors(pressed.formId, [dangerous]);
    return found.kind === "basic"
      ? postBasicForm(call, found.form, { sent, files })
      : postAdvancedForm(call, found.form, { session, button: pressed.button, sent, files });
  };

  return {
    app,
    serve: (parts) => {
      const { request } = parts;
      const call = openCall(parts);
      return async (kind, arguments_, place) => {
        if (namesNothing(arguments_)) return "";
        const found = findForm(call.forms, kind, arguments_);
        if (found === undefined) {
          place.notice(
            `No active ${kind === "entityform" ? "basic form" : "multistep form"} of the site is meant${describeArguments(arguments_)}: nothing is shown.`,
          );
          return "";
        }
        const { form } = found;
        if (found.kind === "advanced" && found.form.authenticationRequired && call.persona.contactId === undefined) {
          asksSignIn.add(request);
          return "";
        }
        const session = sessions.open(request);
        session.show(call.url.pathname, form.id);
        const shownForm = shownForms.get(request);
        const shown = shownForm?.formId === form.id ? shownForm : undefined;
        const html =
          found.kind === "basic"
            ? await displayBasicForm(call, found.form, { place, shown })
            : await displayAdvancedForm(call, found.form, { session, place, shown });
        return markForm(session.viewState) + html;
      };
    },
  };
}

interface Posted extends Postback {
  readonly pressed: PressedButton;
  readonly session: FormSession;
}

const describeArguments = ({ id, name, key }: TagArguments): string =>
  [id, name, key].flatMap((value) => (typeof value === "string" ? [` by "${value}"`] : [])).join("");

/** Of the postback, without what belongs to its body. */
function headersForPage(request: Request): Headers {
  const headers = new Headers(request.headers);
  for (const name of ["content-type", "content-length", "transfer-encoding"]) headers.delete(name);
  return headers;
}
