import type { SiteKind } from "../../site/site.ts";

/** `pac pages` with `--environment` and `--modelVersion` (1.32), and with code sites (1.44), both documented: https://learn.microsoft.com/power-pages/configure/power-platform-cli */
export const minimumVersions: Readonly<Record<SiteKind, string>> = { classic: "1.32.0", code: "1.44.0" };

/** E.g. `1.52.1` in `Version: 1.52.1+g0a1b2c3 (.NET 9.0.4)`; undefined: pac did not say. */
export function parsePacVersion(output: string): string | undefined {
  const labelled = /^\s*Version\s*:\s*(\d+\.\d+\.\d+)/im.exec(output)?.[1];
  return labelled ?? /^\s*v?(\d+\.\d+\.\d+)(?:[+\s-]|$)/im.exec(output)?.[1];
}

/** Negative: `a` is older. */
export function compareVersions(a: string, b: string): number {
  const [first, second] = [a, b].map((version) => version.split(".").map(Number));
  for (const at of [0, 1, 2]) {
    const difference = (first?.[at] ?? 0) - (second?.[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
