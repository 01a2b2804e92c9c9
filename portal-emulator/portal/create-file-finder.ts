import type { Site } from "../../site/site.ts";

/**
 * Finds the file whose whole text something is: a page's copy or a snippet's value that a template prints with its Liquid rendered. Of several files with the
 * same text the first is named.
 */
export function createFileFinder(site: Site): (text: string) => string | undefined {
  let paths: Map<string, string> | undefined;
  const index = (): Map<string, string> => {
    const found = new Map<string, string>();
    const add = (text: string | undefined, path: string | undefined): void => {
      if (text !== undefined && path !== undefined && text.includes("{") && !found.has(text)) found.set(text, path);
    };
    for (const page of site.pages) {
      for (const { parts } of [...page.contentPages, page]) {
        for (const part of [parts.copy, parts.summary]) add(part?.text, part?.path);
      }
    }
    for (const snippet of site.snippets) add(snippet.value, snippet.valuePath);
    return found;
  };
  return (text) => (paths ??= index()).get(text);
}
