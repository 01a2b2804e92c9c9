import { basename, join, normalize, resolve, sep } from "node:path";
import { UserError } from "../../contract/user-error.ts";
import { codeSiteConfigName, parseCodeSiteConfig } from "../../site/parse-code-site-config.ts";
import type { Site } from "../../site/site.ts";
import { readTexts } from "../journal/write-plan.ts";

/** Where the usual build tools keep a single-page application's page: Vite at the top, Create React App, Angular. */
const pagePaths = ["index.html", "public/index.html", "src/index.html"] as const;

/**
 * A code site as the kit changes it: the one text is the application's own page, the source of the `index.html` that is uploaded with the bundle. Every other site stays
 * as it is.
 * @param folder the folder a person has named
 * @throws UserError `code-site-folder`, `code-site-page`, `code-site-config`, exit code 1
 */
export async function readCodeSite(site: Site, folder: string): Promise<Site> {
  if (site.kind !== "code") return site;
  const root = resolve(folder);
  if (basename(root) === ".powerpages-site") {
    throw new UserError("code-site-folder", `${site.website.name} is a code site, and its page lies outside of .powerpages-site`, {
      exitCode: 1,
      place: { path: "website.yml" },
      hint: `Give the folder above with --site, the one with ${codeSiteConfigName}.`,
    });
  }
  const files = await readTexts(root, [...pagePaths, codeSiteConfigName, "angular.json"]);
  const bundle = findBundle(files.get(codeSiteConfigName));
  const order = files.has("angular.json") ? pagePaths.toReversed() : pagePaths;
  const path = order.find((candidate) => files.has(candidate) && !isInside(candidate, bundle));
  const text = path === undefined ? undefined : files.get(path);
  if (path === undefined || text === undefined) {
    throw new UserError(
      "code-site-page",
      `${site.website.name} is a code site without a page of its own: looked for ${pagePaths.join(", ")}`,
      {
        exitCode: 1,
        place: { path: codeSiteConfigName },
        hint: `Put the tracking into the page by hand, where your build makes it; the folder ${join(bundle, "")} is made anew by each build.`,
      },
    );
  }
  return { ...site, texts: new Map([[path, text]]) };
}

/** Where the build puts the bundle, with `/`; "" for a site without a build. */
function findBundle(text: string | undefined): string {
  const { compiledPath = "." } = text === undefined ? {} : parseCodeSiteConfig(text, codeSiteConfigName);
  const clean = normalize(compiledPath).replaceAll(sep, "/").replace(/\/$/, "");
  return clean === "." ? "" : clean;
}

const isInside = (path: string, folder: string): boolean => folder !== "" && path.startsWith(`${folder}/`);
