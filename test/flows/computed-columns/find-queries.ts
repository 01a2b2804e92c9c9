const maxParameters = 20;

/** Query strings that pages are opened with: the id of a row under the usual name, and under every name that the site's texts read from the address. */
export function findQueries(texts: readonly string[], id: string): string[] {
  const names = new Set(
    texts.flatMap((text) => [...text.matchAll(parameterPattern)].flatMap((found) => found.slice(1).filter((one) => one !== undefined))),
  );
  const more = [...names]
    .filter((name) => name !== "id" && !/^(?:page|q|search|lang|returnurl|mode|tab|size|length|get|has)$/i.test(name))
    .slice(0, maxParameters);
  const usual = `?id=${id}`;
  return more.length === 0 ? [usual] : [usual, `${usual}${more.map((name) => `&${name}=${id}`).join("")}`];
}

const parameterPattern =
  /\brequest\.params\s*\[\s*['"]([\w-]+)|\brequest\.params\.(\w+)|[pP]arams\w*\.get\(\s*['"]([\w-]+)['"]|(?:[pP]arameter|[qQ]uery\w*|[uU]rlParam\w*)\(\s*['"]([\w-]+)['"]|\[\?&\](\w+)=/g;
