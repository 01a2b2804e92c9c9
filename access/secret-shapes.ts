/** A secret in a text, wherever it stands. */
export interface FoundSecret {
  /** UTF-16 code units. */
  readonly offset: number;
  readonly text: string;
  /** In words that do not repeat it, e.g. `a private key`. */
  readonly what: string;
}

/** Shapes that can be nothing else; keys that are meant for browsers (maps, analytics) are not among them. */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*[A-Za-z0-9+/=\s]{20,}/g, "a private key"],
  [/\bAccountKey=[A-Za-z0-9+/]{40,}={0,2}/g, "the key of a storage account"],
  [/\bSharedAccessKey=[A-Za-z0-9+/]{20,}={0,2}/g, "a shared access key"],
  // https://learn.microsoft.com/azure/logic-apps/logic-apps-securing-a-logic-app#sas
  [
    /\.(?:logic\.azure\.com|api\.powerplatform\.com)[^\s"'`<>]*[?&](?:amp;)?sig=[A-Za-z0-9_-]{30,}/g,
    "the address of a flow with its signature: whoever has it can start the flow",
  ],
  [/\.azurewebsites\.net\/[^\s"'`<>]*[?&](?:amp;)?code=[A-Za-z0-9_/+=-]{40,}/g, "the address of a function with its key"],
  [/\bsk_live_[A-Za-z0-9]{20,}/g, "a secret key of Stripe"],
  [/\bsk-(?:proj-)?[A-Za-z0-9_-]{40,}/g, "a key of an AI service"],
  [/\bgh[pousr]_[A-Za-z0-9]{36}\b/g, "a token of GitHub"],
  [/\bxox[abpr]-[A-Za-z0-9-]{20,}/g, "a token of Slack"],
  [/\bAKIA[0-9A-Z]{16}\b/g, "an access key of AWS"],
  [/\bclient_?secret["']?\s*[:=]\s*["'`][A-Za-z0-9._~-]{30,}["'`]/gi, "the secret of an application"],
  [/\bOcp-Apim-Subscription-Key["']?\s*[:,]\s*["'`][0-9a-f]{32}["'`]/gi, "the key of an API"],
];

/** Somebody is to put the value in, or it is put in elsewhere. */
const placeholder = /your|example|sample|placeholder|x{6,}|0{10,}|<|\*{3,}/i;

/** Every secret that its shape tells, in the text's order. */
export const findSecretShapes = (text: string): FoundSecret[] =>
  shapes
    .flatMap(([shape, what]) => [...text.matchAll(shape)].map((match) => ({ offset: match.index, text: match[0], what })))
    .filter((found) => !placeholder.test(found.text))
    .toSorted((a, b) => a.offset - b.offset);
