import { findSecret } from "../access/find-secret.ts";
import { findSecretShapes } from "../access/secret-shapes.ts";

/**
 * A text as it may be printed: what is secret in it is dots, one for each character, so that every place stays where it was.
 * @param path of the file in the site folder: site settings are secret by their name too
 */
export function hideSecrets(path: string, text: string): string {
  const settings = /(?:^|\/|\.)sitesetting\.ya?ml$/i.test(path)
    ? text
        .split(/^(?=- )/m)
        .map(hideSetting)
        .join("")
    : text;
  return findSecretShapes(settings).reduce(
    (hidden, { offset, text: secret }) => hidden.slice(0, offset) + dots(secret) + hidden.slice(offset + secret.length),
    settings,
  );
}

const dots = (secret: string): string => secret.replaceAll(/\S/g, "•");

/** One record of a list of settings, or a file with one: the value with the lines that go on with it. */
function hideSetting(record: string): string {
  const name = /^(?:- |\s+)?(?:adx_)?name: *(["']?)(.*?)\1\s*$/m.exec(record)?.[2] ?? "";
  return record.replace(
    /^((?:- |[ \t]+)?(?:adx_)?value: *)(.*(?:\r?\n(?:[ \t]{3,}\S.*|[ \t]*(?=\r?\n[ \t]{3,}\S)))*)/m,
    (all: string, key: string, value: string) =>
      findSecret(name, value.trim().replace(/^(["'])(.*)\1$/s, "$2")) === undefined ? all : key + dots(value),
  );
}
