import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { consentSources, type ConsentQuestion } from "../contract/configuration.ts";
import { templateNames } from "../contract/names.ts";
import { UserError } from "../contract/user-error.ts";

/** The markup of one field, by its kind; `PORTAL_KIT_…` stands for what differs. */
export type FieldFragments = Readonly<Record<"input" | "textarea" | "hidden" | `consent-${ConsentQuestion}`, string>>;

/**
 * The forms' scripts are built once for each combination of what a site may have switched on: what it has not is not on its pages. The first is the default, and goes without a
 * name among the built files.
 */
export const captureVariants = ["A", "A-outbox", "A-key", "A-key-outbox", "A-self"] as const;
export type CaptureVariant = (typeof captureVariants)[number];

/** The web templates that carry a form's script. */
export interface CaptureTemplates {
  readonly contactCapture: string;
  readonly captureScript: string;
  readonly existingForm: string;
}

/** The tracking script is built once for each consent tool, and once for sites that ask nobody; the first goes without a name among the built files. */
export const trackingVariants = [...consentSources, "none"] as const;
export type TrackingVariant = (typeof trackingVariants)[number];

/** What the build made of the browser folders: the text of each web template, the form's fragments, texts per language. */
export interface KitFiles {
  readonly tracking: Readonly<Record<TrackingVariant, string>>;
  readonly banner: string;
  /** The script that remembers the landing page for hidden fields. */
  readonly landing: string;
  /** The script that tells the tracker of changes of the address. */
  readonly navigation: string;
  readonly capturePage: string;
  readonly capture: Readonly<Record<CaptureVariant, CaptureTemplates>>;
  readonly fields: FieldFragments;
  /** The box that lets a visitor keep what was typed. */
  readonly outbox: string;
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
  const field = (kind?: string): Promise<string> => read(`contact-capture-field${kind === undefined ? "" : `-${kind}`}.html`);
  const readVariant = async (variant: CaptureVariant): Promise<CaptureTemplates> => {
    const templateOf = (name: string): Promise<string> => template(variant === captureVariants[0] ? name : `${variant}/${name}`);
    return {
      contactCapture: await templateOf(templateNames.contactCapture),
      captureScript: await templateOf(templateNames.captureScript),
      existingForm: await templateOf(templateNames.existingForm),
    };
  };
  const variants = await Promise.all(captureVariants.map(async (variant) => [variant, await readVariant(variant)] as const));
  // One entry for each of the names.
  const capture = Object.fromEntries(variants) as KitFiles["capture"];
  const trackingTemplates = await Promise.all(
    trackingVariants.map(
      async (variant, index) => [variant, await template(`${index === 0 ? "" : `${variant}/`}${templateNames.tracking}`)] as const,
    ),
  );
  // One entry for each of the names.
  const tracking = Object.fromEntries(trackingTemplates) as KitFiles["tracking"];
  const [banner, landing, navigation, capturePage, outbox] = await Promise.all([
    read("tracking-banner.html"),
    read("tracking-landing.html"),
    read("tracking-navigation.html"),
    template(templateNames.capturePage),
    read("contact-capture-outbox.html"),
  ]);
  const fields: FieldFragments = {
    input: await field(),
    textarea: await field("textarea"),
    hidden: await field("hidden"),
    "consent-checkbox": await field("consent-checkbox"),
    "consent-yes-no": await field("consent-yes-no"),
  };
  const languages = (await readdir(join(folder, "texts"))).filter((name) => name.endsWith(".json")).sort();
  const texts = await Promise.all(
    languages.map(async (name) => [name.slice(0, -".json".length), parseTexts(await read("texts", name))] as const),
  );
  return {
    tracking,
    banner,
    landing,
    navigation,
    capturePage,
    capture,
    fields,
    outbox,
    texts: new Map(texts),
  };
}

// The files are built from our own snippets/texts and tested there for their shape.
const parseTexts = (json: string): Readonly<Record<string, string>> => JSON.parse(json) as Readonly<Record<string, string>>;
