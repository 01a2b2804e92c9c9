import pc from "picocolors";
import { printable } from "./printable.ts";

/** A page of the site as the emulator rendered it; a part of what `/_emulator/pages` answers. */
export interface PageReport {
  readonly status: number;
  readonly problems: readonly {
    readonly kind: string;
    readonly path: string;
    readonly line: number;
    readonly column: number;
    /** The tag, filter or template meant. */
    readonly name?: string;
    readonly message: string;
    /** The source around the place. */
    readonly frame?: string;
  }[];
}

const maxLines = 20;
/** More source than that pushes the list off the screen. */
const maxFrames = 5;

/** How the site's pages come out: Liquid that a person should look at first, then what this emulator does not do. */
export function renderPageReport(pages: readonly PageReport[]): string {
  const problems = pages.flatMap((page) => page.problems);
  const errors = problems.filter((problem) => problem.kind !== "unsupported");
  // A note without a name is about the site's own Liquid: what the portal ignores, the emulator ignores.
  const notes = problems.filter((problem) => problem.kind === "unsupported" && problem.name === undefined);
  const missing = [
    ...new Set(
      problems.flatMap((problem) => (problem.kind === "unsupported" && problem.name !== undefined ? [printable(problem.message)] : [])),
    ),
  ];
  const clean = pages.filter((page) => page.status === 200 && page.problems.every((problem) => problem.kind === "unsupported")).length;
  // To an anonymous visitor such a page is a redirect to the sign-in page.
  const refused = pages.filter((page) => page.status === 302).length;
  const found = new Map(
    [...errors, ...notes].map((problem) => [
      printable(`${problem.path}:${problem.line}:${problem.column} ${problem.message}`),
      problem.frame,
    ]),
  );
  const lines = [...found].map(([line, frame], index) =>
    frame === undefined || index >= maxFrames ? line : `${line}\n${pc.dim(frame.replaceAll(/^/gm, "    "))}`,
  );
  if (pages.length === 0) return "  This folder holds no pages.";
  return [
    `  ${clean} of ${pages.length} pages answer 200 without a Liquid error${refused === 0 ? "" : `; ${refused} ${refused === 1 ? "is" : "are"} for signed-in visitors only`}.`,
    ...lines.slice(0, maxLines).map((line) => `  ${pc.yellow("liquid")} ${line}`),
    ...(lines.length > maxLines ? [`  … and ${lines.length - maxLines} more.`] : []),
    ...(missing.length === 0 ? [] : [pc.dim("  Not emulated, or in part, and marked on the page:")]),
    ...missing.slice(0, maxLines).map((message) => pc.dim(`    ${message}`)),
    ...(missing.length > maxLines ? [pc.dim(`    … and ${missing.length - maxLines} more.`)] : []),
  ].join("\n");
}
