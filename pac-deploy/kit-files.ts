import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { templateNames } from "../contract/names.ts";
import { UserError } from "../contract/user-error.ts";

/** What the build made of the browser folders: the text of each web template, the field fragment, texts per language. */
export interface KitFiles {
  readonly tracking: string;
  readonly contactCapture: string;
  readonly capturePage: string;
  readonly field: string;
  /** Language code → key → text. */
  readonly texts: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

/** Reads the built kit from `dist/kit`. */
export async function readKitFiles(folder: string): Promise<KitFiles> {
  const read = async (...path: string[]): Promise<string> => {
    try {
      return await readFile(join(folder, ...path), "utf8");
    } catch (cause) {
      throw new UserError("kit-not-built", `the kit's own files are missing: ${join(folder, ...path)}`, {
        exitCode: 3,
        hint: "In a clone run `npm run build`; otherwise install portal-kit again.",
        cause,
      });
    }
  };
  const template = (name: string): Promise<string> => read("web-templates", `${name}.html`);
  const [tracking, contactCapture, capturePage, field] = await Promise.all([
    template(templateNames.tracking),
    template(templateNames.contactCapture),
    template(templateNames.capturePage),
    read("contact-capture-field.html"),
  ]);
  const languages = (await readdir(join(folder, "texts"))).filter((name) => name.endsWith(".json")).sort();
  const texts = await Promise.all(
    languages.map(async (name) => [name.slice(0, -".json".length), parseTexts(await read("texts", name))] as const),
  );
  return { tracking, contactCapture, capturePage, field, texts: new Map(texts) };
}

// The files are built from our own snippets/texts and tested there for their shape.
const parseTexts = (json: string): Readonly<Record<string, string>> => JSON.parse(json) as Readonly<Record<string, string>>;
