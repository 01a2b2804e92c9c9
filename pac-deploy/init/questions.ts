import { fieldNames, offeredFields } from "./offered-fields.ts";
import type { SiteView } from "./look-at-site.ts";

export type Answer = string | boolean | readonly string[];
/** Answers by the configuration's key, e.g. `capture.path`; a key that was not asked for is absent. */
export type Answers = ReadonlyMap<string, Answer>;

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

interface QuestionBase {
  /** The key of the configuration it is about. */
  readonly key: string;
  readonly message: string;
  /** Whether it matters, after what was answered before. */
  isAsked(answers: Answers): boolean;
}

interface Proposal<Value extends Answer> {
  readonly value: Value;
  /** Why, in the words of the site. */
  readonly because: string;
  /** What is taken where nobody is asked; absent: the same. */
  readonly unasked?: Value;
}

export type Question = QuestionBase &
  (
    | { readonly kind: "choice"; readonly choices: readonly Choice[]; propose(answers: Answers): Proposal<string> }
    | {
        readonly kind: "choices";
        readonly choices: readonly Choice[];
        /** What an answer always holds. */
        required(answers: Answers): readonly string[];
        propose(answers: Answers): Proposal<readonly string[]>;
      }
    | { readonly kind: "yes-no"; propose(answers: Answers): Proposal<boolean> }
    | {
        readonly kind: "text";
        /** What is wrong with an answer; undefined: nothing. */
        findFault(answer: string): string | undefined;
        propose(answers: Answers): Proposal<string>;
      }
  );

/** Everything that a site folder cannot tell, in the order in which it is asked. */
export function listQuestions(view: SiteView): Question[] {
  return view.kind === "code"
    ? [askScript(view, () => true), ...askConsent(view)]
    : [askPlacement(view), askScript(view, isTracked), ...askConsent(view), ...askCapture(view), ...askLanguages(view)];
}

const isTracked = (answers: Answers): boolean => answers.get("tracking.placement") !== "none";
const isAnonymousPath = (answers: Answers): boolean => answers.get("capture.path") === "A" || answers.get("capture.path") === "A-key";
const captures = (answers: Answers): boolean => (answers.get("capture.path") ?? "none") !== "none";

function askPlacement({ tracker, header }: SiteView): Question {
  return {
    key: "tracking.placement",
    kind: "choice",
    message: "Where shall the tracking go?",
    choices: [
      { value: "header", label: "the end of the website's header", hint: "one place for all languages" },
      { value: "head-bottom", label: "the content snippet Head/Bottom", hint: "the end of the head: earliest, once per language" },
      { value: "tracking-code", label: "the content snippet Tracking Code", hint: "the end of the body: latest" },
      { value: "none", label: "nowhere", hint: "no tracking from this kit" },
    ],
    isAsked: () => true,
    propose: () => {
      if (tracker !== undefined)
        return {
          value: "none",
          because: `${tracker.where} (${tracker.path}:${tracker.line}) holds a tracker already, and two on a page collide`,
        };
      return header === undefined
        ? { value: "head-bottom", because: "website.yml names no header template that is in the folder" }
        : { value: "header", because: `website.yml names "${header}" as the header` };
    },
  };
}

const askScript = ({ scripts }: SiteView, isAsked: Question["isAsked"]): Question => ({
  key: "tracking.script",
  kind: "text",
  message: "Which file holds the tracking script, as copied from Customer Insights - Data (Settings, Web tracking)?",
  isAsked,
  findFault: (answer) => (answer.trim() === "" ? "Expected the path of a file, relative to the configuration." : undefined),
  propose: () =>
    scripts[0] === undefined
      ? { value: "tracking.html", because: "no file with a tracking script lies beside the configuration yet: paste yours into this one" }
      : { value: scripts[0].path, because: "it holds a tracking script" },
});

function askConsent({ consentTool }: SiteView): Question[] {
  const isConsentAsked = (answers: Answers): boolean => isTracked(answers) && answers.get("consent.mode") !== "none";
  const found = consentTool === undefined ? undefined : `${consentTool.where} (${consentTool.path}) brings ${consentTool.name}`;
  const own = (source: "cookie" | "event"): Question[] =>
    (
      [
        ["name", `What is the ${source} called?`],
        [
          "granted",
          `Which of its values is a yes? A regular expression over ${source === "cookie" ? "the decoded value" : "event.detail"}.`,
        ],
      ] as const
    ).map(([key, message]) => ({
      key: `consent.${source}.${key}`,
      kind: "text",
      message,
      isAsked: (answers) => isConsentAsked(answers) && answers.get("consent.source") === source,
      findFault: (answer) => (answer.trim() === "" ? "Expected at least one character." : undefined),
      propose: () => ({ value: "", because: "only you can know" }),
    }));
  return [
    {
      key: "consent.mode",
      kind: "choice",
      message: "When may a visitor be tracked?",
      choices: [
        { value: "opt-in", label: "after they have agreed", hint: "nothing is loaded before" },
        { value: "opt-out", label: "until they refuse" },
        { value: "none", label: "always", hint: "nobody is asked" },
      ],
      isAsked: isTracked,
      propose: () => ({ value: "opt-in", because: "it is the one that needs no other legal ground" }),
    },
    {
      key: "consent.source",
      kind: "choice",
      message: "Who asks the visitor?",
      choices: [
        { value: "banner", label: "the kit's own banner" },
        { value: "onetrust", label: "OneTrust" },
        { value: "cookiebot", label: "Cookiebot" },
        { value: "google", label: "Google Consent Mode" },
        { value: "tcf", label: "a tool of the IAB's framework (TCF)" },
        { value: "cookie", label: "another tool, told by its cookie" },
        { value: "event", label: "another tool, told by its event" },
      ],
      isAsked: isConsentAsked,
      propose: () => {
        if (found === undefined) return { value: "banner", because: "no consent tool was found in the site's templates and snippets" };
        return consentTool?.source === undefined
          ? {
              value: "cookie",
              because: `${found}, which the kit knows by its cookie or event only: you have to name it`,
              // Without a name there is nothing to listen to.
              unasked: "banner",
            }
          : { value: consentTool.source, because: found };
      },
    },
    ...own("cookie"),
    ...own("event"),
  ];
}

function askCapture(view: SiteView): Question[] {
  return [
    {
      key: "capture.path",
      kind: "choice",
      message: "How shall a visitor become a contact?",
      choices: [
        {
          value: "A",
          label: "A: a form for everybody",
          hint: "opens to anybody on the internet: create contacts, and unless you say otherwise list every contact's id and email",
        },
        { value: "A-self", label: "A-self: signed-in visitors complete their own contact", hint: "opens nothing to strangers" },
        { value: "none", label: "not through this kit", hint: "tracking only" },
      ],
      isAsked: () => true,
      propose: () => {
        if (!view.hasAnonymousRole && !view.hasAuthenticatedRole)
          return { value: "none", because: "the site has no web role for anonymous or for authenticated visitors" };
        if (!view.hasAnonymousRole) return { value: "A-self", because: "the site has no web role for anonymous visitors", unasked: "none" };
        if (view.enhancedAuthorization !== undefined)
          return { value: "none", because: `${view.enhancedAuthorization} Nothing the kit writes would narrow what is opened` };
        return { value: "A", because: "it is the one that knows visitors who never sign in", unasked: "none" };
      },
    },
    {
      key: "capture.lookup",
      kind: "choice",
      message: "May the form look for a contact with the typed address?",
      choices: [
        { value: "email", label: "yes", hint: "anybody on the internet can then list the id and email address of every contact" },
        { value: "none", label: "no", hint: "no anonymous read; every submission makes another contact" },
      ],
      isAsked: (answers) => answers.get("capture.path") === "A",
      propose: () => ({ value: "email", because: "without it every submission makes another contact" }),
    },
    {
      key: "capture.acceptAnonymousContactAccess",
      kind: "yes-no",
      message: "This opens contacts to strangers as said above. Has somebody who may decide that accepted it?",
      isAsked: isAnonymousPath,
      propose: () => ({ value: false, because: "apply refuses until it is true, so that nothing opens unnoticed" }),
    },
    {
      key: "capture.page",
      kind: "text",
      message: "Partial URL of a page to add with the form (empty: you include the form yourself)",
      isAsked: captures,
      findFault: (answer) => {
        if (answer !== "" && !/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(answer))
          return 'Expected letters, digits, - and _, such as "get-in-touch".';
        return view.takenPages.has(answer.toLowerCase()) ? `The site has a page at /${answer} already.` : undefined;
      },
      propose: () => {
        const free = ["get-in-touch", "stay-in-touch", "your-details"].find((page) => !view.takenPages.has(page));
        return { value: free ?? "", because: free === undefined ? "the usual addresses are taken" : `the site has no page at /${free}` };
      },
    },
    {
      key: "capture.fields",
      kind: "choices",
      message: "Which columns of a contact shall the form ask for?",
      choices: offeredFields.map(({ column, words }) => ({ value: column, label: words, hint: column })),
      required: (answers) => (isAnonymousPath(answers) ? ["emailaddress1"] : []),
      isAsked: captures,
      propose: (answers) =>
        isAnonymousPath(answers)
          ? { value: fieldNames, because: "name, address and phone are what most forms ask for" }
          : {
              value: fieldNames.filter((name) => name !== "emailaddress1"),
              because: "nothing confirms an address that a signed-in visitor gives, so it is left out",
            },
    },
    {
      key: "identify.existing",
      kind: "choice",
      message: "Shall a typed address that belongs to somebody identify this browser as that person?",
      choices: [
        {
          value: "immediate",
          label: "at once",
          hint: "as Customer Insights' guidance does; who types your address joins your profile, and nothing undoes it",
        },
        { value: "confirmed", label: "only new contacts, and visitors who sign in" },
      ],
      isAsked: (answers) => isAnonymousPath(answers) && answers.get("capture.lookup") !== "none" && isTracked(answers),
      propose: () => ({ value: "immediate", because: "it is what the guidance of Customer Insights does" }),
    },
  ];
}

function askLanguages({ languages }: SiteView): Question[] {
  if (languages.length < 2) return [];
  const codes = languages.map(({ code }) => code);
  return [
    {
      key: "languages",
      kind: "choices",
      message: "For which languages shall the kit's texts be written?",
      choices: languages.map(({ code, hasTexts }) => ({
        value: code,
        label: code,
        ...(hasTexts ? {} : { hint: "in English: the kit has no texts in it" }),
      })),
      required: () => [],
      isAsked: (answers) => isTracked(answers) || captures(answers),
      propose: () => ({ value: codes, because: `the site has ${codes.join(", ")}` }),
    },
  ];
}
