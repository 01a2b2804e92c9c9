import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Libraries that pages load from content hosts, by the file of their package: given in the version that lies here, whatever the page asks for. */
const libraries: readonly (readonly [RegExp, string])[] = [
  [/\/jquery(?:[-.@/][\d.]+)*(?:\/jquery|\/dist\/jquery)?(?:\.slim)?(?:\.min)?\.js$/i, "jquery/dist/jquery.min.js"],
  [/\/jquery[.-]validat(?:e|ion)(?:\/[\d.]+\/jquery\.validate)?(?:\.min)?\.js$/i, "jquery-validation/dist/jquery.validate.min.js"],
  [/\/jquery\.mask(?:\.min)?\.js$/i, "jquery-mask-plugin/dist/jquery.mask.min.js"],
  [/\/bootstrap[^?]*\.js$/i, "bootstrap/dist/js/bootstrap.bundle.min.js"],
  [/\/chart(?:\.js)?(?:@[\d.]+)?(?:\/dist\/chart)?(?:\.umd)?(?:\.min)?(?:\.js)?$/i, "chart.js/dist/chart.umd.min.js"],
  [/\/moment(?:[-.\w]*)\.js$/i, "moment/min/moment.min.js"],
];

/** What a portal's own scripts bring along beside jQuery. */
const platformLibraries = ["underscore/underscore-umd-min.js", "moment/min/moment.min.js"];

const modules = fileURLToPath(new URL("../../../node_modules", import.meta.url));

/**
 * @param folder with packages as npm unpacks them, beside the tree's own
 * @returns undefined: it is no library that lies here
 */
export async function readLibrary(address: string, folder?: string): Promise<string | undefined> {
  const { pathname } = new URL(address);
  const file = libraries.find(([pattern]) => pattern.test(pathname))?.[1];
  return file === undefined ? undefined : readPackageFile(file, folder);
}

/** Scripts that run before a page's own; "" where they do not lie here. */
export async function readPlatformLibraries(folder: string | undefined): Promise<string> {
  const texts = await Promise.all(platformLibraries.map((file) => readPackageFile(file, folder)));
  return texts.map((text) => text ?? "").join("\n");
}

async function readPackageFile(file: string, folder: string | undefined): Promise<string | undefined> {
  for (const place of [modules, ...(folder === undefined ? [] : [folder])]) {
    const text = await readFile(join(place, file), "utf8").catch(() => undefined);
    if (text !== undefined) return text;
  }
  return undefined;
}
