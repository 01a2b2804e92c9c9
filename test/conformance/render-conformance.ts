import { ids } from "./ordinary-rows.ts";
import { evidences, isCase, type ConformanceCase, type ConformanceEntry } from "./frame.ts";
import { codeOf } from "./judge-reply.ts";
import { origins } from "./emulators.ts";
import type { Asked, Recorded, Reply } from "./world.ts";

const banner = "<!-- Generated from the tests: npx vitest run test/conformance -u. Do not edit. -->";
const maxBodyChars = 300;

/** The page of what the emulator answers, from what it answered. */
export function renderConformance(
  entries: readonly ConformanceEntry[],
  recordedOf: ReadonlyMap<ConformanceEntry, readonly Recorded[]>,
): string {
  const areas = [...new Set(entries.map(({ area }) => area))];
  return `${[banner, intro(entries), ...areas.map((area) => renderArea(area, entries, recordedOf))].join("\n\n")}\n`;
}

function intro(entries: readonly ConformanceEntry[]): string {
  const counts = evidences.map((evidence) => `${entries.filter((entry) => entry.evidence === evidence).length} ${evidence}`);
  const cases = entries.filter(isCase).length;
  return `# What the emulator answers

Every line is a statement about Power Pages, the requests that test it and what the emulated portal answered, taken down while the tests ran: ${cases} cases,
and ${entries.length - cases} statements with nothing to ask a server. Where they come from: ${counts.join(", ")}. Documented means Microsoft's product documentation, guidance or samples;
observed (third party) means somebody else's account of live portals; engine source means the runtime's open-sourced ancestor; assumed means that the sources
are silent. No live portal was asked.

Requests are those of an anonymous visitor unless a name stands before them, writes carry an anti-forgery token unless it says otherwise, and the header
names are those of the answer; \`cache-control\` and \`x-content-type-options\` are named only where they are missing. \`{ada}\` and the like stand for ids; \`{id}\`, \`{etag}\`, \`{date}\` and \`{token}\` for what differs from run to run. A switch
in the statement differs from its default.`;
}

function renderArea(
  area: string,
  entries: readonly ConformanceEntry[],
  recordedOf: ReadonlyMap<ConformanceEntry, readonly Recorded[]>,
): string {
  const own = entries.filter((entry) => entry.area === area);
  const cases = own.filter(isCase);
  const statements = own.filter((entry) => !isCase(entry));
  return [
    `## ${area}`,
    ...(cases.length === 0
      ? []
      : [
          ["| Behaviour | Request | Answer |", "|---|---|---|", ...cases.flatMap((one) => renderCase(one, recordedOf.get(one) ?? []))].join(
            "\n",
          ),
        ]),
    ...(statements.length === 0
      ? []
      : [
          [
            "| Nothing to ask a server | Why |",
            "|---|---|",
            ...statements.map((one) => `| ${renderClaim(one)} | ${"why" in one ? escapeCell(one.why) : ""} |`),
          ].join("\n"),
        ]),
  ].join("\n\n");
}

function renderCase(one: ConformanceCase, recorded: readonly Recorded[]): string[] {
  const shown: readonly Recorded[] = recorded.length === 0 ? [{ kind: "note", words: "" }] : recorded;
  return shown.map((entry, index) => {
    const claim = index === 0 ? renderClaim(one) : "";
    return entry.kind === "note"
      ? `| ${claim} | ${escapeCell(normalise(entry.words))} | |`
      : `| ${claim} | ${renderRequest(entry.asked)} | ${renderAnswer(entry.reply)} |`;
  });
}

function renderClaim(one: ConformanceEntry): string {
  const source = one.link === undefined ? one.evidence : `[${one.evidence}](${one.link})`;
  const switches = Object.entries(isCase(one) ? (one.switches ?? {}) : {}).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  const turned = switches.length === 0 ? "" : ` ${code(switches.join(", "))}`;
  return `${escapeCell(one.behaviour)}${turned}<br>${source}`;
}

function renderRequest({ ask, as = "anonymous", token, headers = {}, body }: Asked): string {
  const lines = [
    ...(as === "anonymous" ? [] : [`as ${as}`]),
    code(normalise(ask)),
    ...(token === "none"
      ? ["no token"]
      : token === "without-cookie"
        ? ["no token cookie"]
        : typeof token === "object"
          ? ["another token"]
          : []),
    ...Object.entries(headers).map(([name, value]) => code(normalise(`${name}: ${value}`))),
    ...(body === undefined ? [] : [renderBody(typeof body === "string" ? body : JSON.stringify(body))]),
  ];
  return lines.join("<br>");
}

function renderBody(body: string): string {
  return body === "" ? "an empty body" : code(shorten(normalise(body)));
}

function renderAnswer({ status, headers, text, json }: Reply): string {
  const errorCode = codeOf(json);
  const lines = [
    `**${status}**${typeof errorCode === "string" && errorCode !== "" ? ` ${code(errorCode)}` : ""}`,
    renderHeaderNames(headers),
    ...(text === "" ? [] : [renderBody(text.replaceAll(/\s+/gu, " ").trim())]),
  ];
  return lines.filter((line) => line !== "").join("<br>");
}

/** The type tells nothing that the body does not; the two every answer of the Web API has are named where they are missing. */
function renderHeaderNames(headers: Headers): string {
  const names = [...headers.keys()].filter((name) => name !== "content-type" && !usualHeaders.includes(name));
  const missing = usualHeaders.filter((name) => !headers.has(name)).map((name) => `no ${name}`);
  return [...names.toSorted(), ...missing].join(", ");
}

const usualHeaders = ["cache-control", "x-content-type-options"];

const nameOfId = new Map<string, string>(Object.entries(ids).map(([name, id]) => [id, name]));

/** What differs from run to run, and the ids that have a name, as words. */
export function normalise(text: string): string {
  return text
    .replaceAll(/#\{(\w+)\}/gu, "{$1}")
    .replaceAll(origins.portal, "{site}")
    .replaceAll(/(W\/\\?")\d+/gu, "$1{etag}")
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/gu, "{date}")
    .replaceAll(/(skiptoken=)[^"&\s]+/gu, "$1{token}")
    .replaceAll(/(name=\\?"__RequestVerificationToken\\?" type=\\?"hidden\\?" value=\\?")[^"\\]+/gu, "$1{token}")
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/giu, (id) => `{${nameOfId.get(id.toLowerCase()) ?? "id"}}`);
}

function shorten(text: string): string {
  return text.length > maxBodyChars ? `${text.slice(0, maxBodyChars)}…` : text;
}

function escapeCell(text: string): string {
  return text.replaceAll("|", String.raw`\|`).replaceAll("<", "&lt;");
}

function code(text: string): string {
  const fence = text.includes("`") ? "``" : "`";
  return `${fence}${text.replaceAll("|", String.raw`\|`)}${fence}`;
}
