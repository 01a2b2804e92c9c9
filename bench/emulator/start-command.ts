import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { EmulatorAddresses } from "../../contract/emulator.ts";

/** Milliseconds from starting `portal-kit dev` on a database file to its first page. */
export async function measureStart(root: string, { siteFolder, database }: { siteFolder: string; database: string }): Promise<number> {
  const ports = ["--portal-port", "0", "--org-port", "0", "--insights-port", "0"];
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    [join(root, "dist/bin.mjs"), "dev", "--site", siteFolder, "--db", database, "--json", "--no-open", ...ports],
    {
      stdio: ["ignore", "pipe", "ignore"],
    },
  );
  const ended = once(child, "exit");
  try {
    // The first line of `--json` holds the addresses.
    const [line] = (await Promise.race([once(createInterface(child.stdout), "line"), ended])) as [unknown];
    if (typeof line !== "string") throw new Error(`portal-kit dev ended with ${String(line)} before it was ready`);
    const { portal } = JSON.parse(line) as EmulatorAddresses;
    const page = await fetch(`${portal}/`);
    await page.text();
    if (!page.ok) throw new Error(`the first page was answered with ${page.status}`);
    return performance.now() - startedAt;
  } finally {
    child.kill();
    await ended;
  }
}
