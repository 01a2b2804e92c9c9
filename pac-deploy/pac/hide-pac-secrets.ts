import { findSecretShapes } from "../../access/secret-shapes.ts";

const minSecretChars = 6;

/** Variables that hold a secret, by their name: `PAC_CLI_SPN_SECRET`, `SYSTEM_ACCESSTOKEN`, what a deployment profile fills in as `${OS.NAME}`. */
const secretName =
  /SECRET|PASSWORD|PASSWD|PASSPHRASE|TOKEN|CREDENTIAL|PRIVATE|API_?KEY|ACCESS_?KEY|CONNECTION_?STRING|(?:^|_)PWD$|(?:^|_)PAT$/i;
/** Names that look so and hold what everybody may read. */
const harmless = /^(?:PWD|OLDPWD)$|_URL$|_URI$|_ENDPOINT$|_PATH$|_FILE$|_DIR$|_LIFETIME$|_EXPIR/i;

const tokenShapes = /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}|\b(?:client_?secret|password|pwd)\s*[=:]\s*[^\s;,"']{4,}/gi;

/** Turns a line of pac into one that may be printed: the values of secret variables, tokens and what else can only be a secret are dots. */
export function createSecretHider(environment: Readonly<Record<string, string | undefined>>): (line: string) => string {
  const values = Object.entries(environment)
    .flatMap(([name, value = ""]) => (secretName.test(name) && !harmless.test(name) ? [value, encodeURIComponent(value)] : []))
    .filter((value) => value.length >= minSecretChars && !/^(?:true|false|\d+)$/i.test(value))
    // The longest first: one secret may begin with another.
    .toSorted((a, b) => b.length - a.length);
  return (line) => {
    const known = values.reduce((text, value) => text.replaceAll(value, dots), line).replaceAll(tokenShapes, dots);
    return findSecretShapes(known).reduce((text, { text: secret }) => text.replaceAll(secret, dots), known);
  };
}

const dots = (secret: string): string => secret.replaceAll(/\S/g, "•");
