import { join } from "node:path";
import { readTextIfThere } from "../../site/whole-files.ts";
import type { Site } from "../../site/site.ts";

/** Texts of the web files that hold scripts or HTML, by path; bytes that are no UTF-8 stand as replacement characters. */
export async function readWebFileTexts(site: Site): Promise<Map<string, string>> {
  const paths = site.webFiles.flatMap(({ active, contentPath, mimeType }) =>
    contentPath !== undefined && active && (/\.(?:m?js|html?)$/i.test(contentPath) || /javascript|html/i.test(mimeType ?? ""))
      ? contentPath
      : [],
  );
  const read = await Promise.all(paths.map(async (path) => [path, await readTextIfThere(join(site.folder, path))] as const));
  return new Map(read.flatMap(([path, text]) => (text === undefined ? [] : [[path, text] as const])));
}
