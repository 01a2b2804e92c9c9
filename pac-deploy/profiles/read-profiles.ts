import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { UserError } from "../../contract/user-error.ts";
import { findSiteFolder } from "../../site/find-site-folder.ts";
import { isAbsence } from "../../site/whole-files.ts";
import { parseProfile, type DeploymentProfile } from "./examine-profile.ts";
import { profilePath, profilesFolder, tagOf, tagPattern } from "./profile-paths.ts";

/** Every file of a site's folder of profiles (of a code site beside its records), by path inside the site folder; what is not UTF-8 has replacement characters. */
export async function readProfileTexts(siteFolder: string): Promise<ReadonlyMap<string, string>> {
  const folder = join(await findSiteFolder(resolve(siteFolder)), profilesFolder);
  const names = await listNames(folder);
  const texts = await Promise.all(
    names.map(async (name) => [`${profilesFolder}/${name}`, await readFile(join(folder, name), "utf8")] as const),
  );
  return new Map(texts);
}

async function listNames(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isFile() ? entry.name : [])).toSorted();
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}

/**
 * The profile that a tag names.
 * @throws UserError `profile-missing` (exit code 2), `profile-unreadable` (exit code 1)
 */
export async function readProfile(
  siteFolder: string,
  tag: string,
): Promise<{ readonly text: string; readonly profile: DeploymentProfile }> {
  assertTag(tag);
  const texts = await readProfileTexts(siteFolder);
  const path = profilePath(tag);
  const text = texts.get(path);
  if (text === undefined) throw profileMissing(tag, texts);
  return { text, profile: parseProfile(text, path) };
}

/** @throws UserError `profile-tag-invalid`, exit code 2 */
export function assertTag(tag: string): void {
  if (tagPattern.test(tag)) return;
  throw new UserError(
    "profile-tag-invalid",
    `${JSON.stringify(tag)} is no name for a deployment profile; expected letters, digits, "_", "." and "-"`,
    {
      exitCode: 2,
      hint: "The tag is what stands before .deployment.yml in the name of the file.",
    },
  );
}

/** What is said of a tag that names no file. */
export function profileMissing(tag: string, texts: ReadonlyMap<string, string>): UserError {
  const tags = [...texts.keys()].flatMap((path) => tagOf(path) ?? []);
  return new UserError("profile-missing", `there is no deployment profile ${tag}: expected the file ${profilePath(tag)}`, {
    exitCode: 2,
    hint: texts.has(`${profilesFolder}/${tag}.deployment.yaml`)
      ? "There is one that ends in .yaml: rename it to .yml."
      : `${tags.length === 0 ? "The site has none" : `There is ${tags.join(", ")}`}; \`portal-kit profile ${tag} --set …\` writes one.`,
  });
}
