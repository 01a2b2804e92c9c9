import type { Finding } from "../../contract/finding.ts";
import { siteFinding, type Desired } from "./desired.ts";
import { fileHash, type KitState } from "./kit-state.ts";

export interface KeptTexts {
  /** What a person made of the kit's texts, by the path at which the kit wants each now. */
  readonly texts: ReadonlyMap<string, string>;
  readonly findings: readonly Finding[];
}

export interface PersonsTexts {
  /** By the path at which they lie. */
  readonly texts: ReadonlyMap<string, string>;
  readonly state: KitState;
  /** The site as it is, with the records beside the texts. */
  readonly current: ReadonlyMap<string, string>;
}

/**
 * Carries a person's texts into what the kit wants now: to a new path where the snippet's file is called otherwise than before, and with a word where the kit's own text has
 * changed as well.
 */
export function keepPersonsTexts({ texts, state, current }: PersonsTexts, desired: readonly Desired[]): KeptTexts {
  const files = desired.filter((wanted) => wanted.kind === "file");
  const wantedTexts = new Map(files.map(({ path, text }) => [path, text]));
  const known = new Map(state.files.map(({ path, sha256 }) => [path, sha256]));
  const kept = new Map<string, string>();
  const findings: Finding[] = [];
  for (const [path, text] of texts) {
    const now = wantedTexts.has(path) ? path : (findNewPath(current.get(recordOf(path)), files) ?? path);
    kept.set(now, text);
    const wanted = wantedTexts.get(now);
    if (wanted === undefined) continue;
    if (now !== path) findings.push(siteFinding("changed-text-moved", "info", `your text goes with its snippet to ${now}`, { path }));
    if (fileHash(wanted) !== known.get(path) && fileHash(wanted) !== fileHash(text)) findings.push(sayConflict(now, text, wanted));
  }
  return { texts: kept, findings };
}

const valueEnd = /\.value\.html$/;
const recordOf = (valuePath: string): string => valuePath.replace(valueEnd, ".yml");

/** The same snippet by its id, which does not change with the names of its files. */
function findNewPath(record: string | undefined, files: readonly { readonly path: string; readonly text: string }[]): string | undefined {
  const id = /^(?:adx_contentsnippet)?id: *["']?([\da-f-]{36})/im.exec(record ?? "")?.[1]?.toLowerCase();
  if (id === undefined) return undefined;
  const found = files.find(({ path, text }) => path.endsWith(".contentsnippet.yml") && text.toLowerCase().includes(id));
  return found?.path.replace(/\.yml$/, ".value.html");
}

const sayConflict = (path: string, text: string, wanted: string): Finding =>
  siteFinding(
    "changed-text-conflict",
    "warning",
    `this text has changed in the kit, and you have changed it too: yours stays, ${quote(text)}; the kit's is now ${quote(wanted)}. To have the kit's, delete the two files of this snippet and apply again`,
    { path },
  );

const maxChars = 300;
const quote = (text: string): string => JSON.stringify(text.length > maxChars ? `${text.slice(0, maxChars)}…` : text);
