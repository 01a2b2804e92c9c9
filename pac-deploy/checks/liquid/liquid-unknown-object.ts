import type { Check, CheckedSite, CheckMeta } from "../check.ts";
import { findingAt } from "../finding-at.ts";
import { handedObjects, knownObjects } from "./known-objects.ts";
import { readSiteLiquid } from "./read-site-liquid.ts";

const meta: CheckMeta = {
  code: "liquid-unknown-object",
  severity: "info",
  about:
    "A member is read of a name that nothing assigns and that is one letter away from an object of the portal: it is nil, without an error.",
  source: "https://learn.microsoft.com/power-pages/configure/liquid/liquid-objects",
};

const minChars = 4;

/** One finding for each such name of a text. */
export const liquidUnknownObject: Check = {
  meta,
  find(checked) {
    const assigned = checked.once(listAssigned);
    return checked.once(readSiteLiquid).flatMap(({ source, references }) => {
      const told = new Set<string>();
      return (references?.paths ?? []).flatMap(({ path: { root, steps }, offset }) => {
        if (
          steps.length === 0 ||
          root.length < minChars ||
          told.has(root) ||
          knownObjects.has(root) ||
          handedObjects.has(root) ||
          assigned.has(root)
        )
          return [];
        told.add(root);
        const meant = [...knownObjects].find((name) => name.length >= minChars && isNear(root, name));
        if (meant === undefined) return [];
        return [
          findingAt(
            meta,
            source,
            offset,
            `Nothing of the site assigns "${root}", so it is nil here; the portal's object is called "${meant}".`,
          ),
        ];
      });
    });
  },
};

/** Every name that some text of the site gives a value: texts of a page share their variables. */
function listAssigned(checked: CheckedSite): ReadonlySet<string> {
  return new Set(
    checked
      .once(readSiteLiquid)
      .flatMap(({ references }) => [
        ...(references?.variables ?? []).map(({ name }) => name),
        ...(references?.templates ?? []).flatMap(({ parameters }) => Array.from(parameters.keys(), (name) => name.toLowerCase())),
      ]),
  );
}

/** One letter more, less or other, or two changed about. */
function isNear(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let begin = 0;
  while (begin < a.length && a[begin] === b[begin]) begin++;
  const [restA, restB] = [a.slice(begin), b.slice(begin)];
  if (restA.length === restB.length)
    return restA.slice(1) === restB.slice(1) || (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2));
  return restA.length > restB.length ? restA.slice(1) === restB : restA === restB.slice(1);
}
