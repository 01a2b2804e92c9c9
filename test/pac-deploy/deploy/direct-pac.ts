import { findDownloadedSite } from "../../../pac-deploy/pac/find-downloaded-site.ts";
import { findFaults, findUnfinishedDownloads } from "../../../pac-deploy/pac/find-faults.ts";
import { pacArguments } from "../../../pac-deploy/pac/pac-arguments.ts";
import type { Pac, PacFault, PacOutcome } from "../../../pac-deploy/pac/pac.ts";
import { parseSiteList } from "../../../pac-deploy/pac/parse-site-list.ts";
import type { FakePac } from "../../support/fake-pac/create-fake-pac.ts";

/** The fake pac in this process: the same program, the same arguments and the same reading of what it prints, without a start of Node for each call. */
export function createDirectPac(fake: FakePac): Pac {
  const run = async (argv: readonly string[], cwd: string): Promise<{ readonly lines: string[]; readonly exitCode: number }> => {
    const { exitCode, output } = await fake.call(argv, { cwd, variables: {} });
    return { lines: output.split("\n"), exitCode: exitCode ?? 137 };
  };
  const outcomeOf = ({ lines, exitCode }: Awaited<ReturnType<typeof run>>, more: readonly PacFault[] = []): PacOutcome => {
    const faults = [...findFaults(lines), ...more];
    return { ok: exitCode === 0 && faults.length === 0, exitCode, output: lines.join("\n"), faults };
  };
  return {
    path: fake.pacPath,
    version: "1.52.1",
    listProfiles: () => Promise.resolve([]),
    async listSites(environment) {
      const result = await run(pacArguments.siteList(environment), fake.storeFolder);
      if (result.exitCode !== 0) throw new Error(`pac pages list failed: ${result.lines.join(" ")}`);
      return parseSiteList(result.lines.join("\n"));
    },
    async download(options) {
      const result = await run(pacArguments.download(options), options.into);
      const { siteFolder, faults } = await findDownloadedSite(options.into, options);
      return { ...outcomeOf(result, [...findUnfinishedDownloads(result.lines), ...faults]), siteFolder };
    },
    async upload(options) {
      const args =
        options.kind === "code"
          ? pacArguments.uploadCodeSite({ folder: options.folder, environment: options.environment })
          : pacArguments.upload(options);
      return outcomeOf(await run(args, options.folder));
    },
  };
}
