import { open } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Site } from "../../site/site.ts";
import { isAbsence } from "../../site/whole-files.ts";
import type { ExamineInput } from "./examine-site.ts";

/** The banner stands at the top; some files have a font or a comment before it. */
const bannerBytes = 4096;

/** The versions that the site's own Bootstrap files name at their top. */
export async function readBootstraps(site: Site): Promise<ExamineInput["bootstraps"]> {
  const paths = site.webFiles.flatMap(({ active, contentPath }) =>
    active && contentPath !== undefined && /^bootstrap(?:[._-]\w+)*\.css$/i.test(basename(contentPath)) ? [contentPath] : [],
  );
  const read = await Promise.all(paths.map(async (path) => ({ path, version: findVersion(await readStart(join(site.folder, path))) })));
  return read.flatMap(({ path, version }) => (version === undefined ? [] : [{ path, version }]));
}

async function readStart(path: string): Promise<string> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(bannerBytes), 0, bannerBytes, 0);
      return buffer.subarray(0, bytesRead).toString("latin1");
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isAbsence(error)) return "";
    throw error;
  }
}

/** UTF-16 has a zero byte beside each letter. */
function findVersion(text: string): string | undefined {
  return /\bBootstrap\s+v(\d+\.\d+(?:\.\d+)?)/.exec(text.replaceAll("\0", ""))?.[1];
}
