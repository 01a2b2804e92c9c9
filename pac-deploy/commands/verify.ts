import { setTimeout as wait } from "node:timers/promises";
import { InvalidArgumentError, type Command } from "commander";
import { findStoreRoot } from "../deploy/store/store-folder.ts";
import { openBrowser } from "../verify/browser/open-browser.ts";
import { createChallengeStore } from "../verify/challenge/challenge-store.ts";
import { prepareSite, withdrawSite } from "../verify/challenge/prepare-site.ts";
import { isLoopback } from "../verify/http/is-loopback.ts";
import { parsePortalUrl } from "../verify/http/parse-portal-url.ts";
import { createPortalClient } from "../verify/http/portal-client.ts";
import { advice } from "../verify/advice.ts";
import { openFolderView } from "../verify/open-folder-view.ts";
import { renderAdvice, renderReport, renderStep } from "../verify/render-report.ts";
import { createVerifyContext } from "../verify/verify-context.ts";
import { assertCanVerify, exitCodeOf, verifySite } from "../verify/verify-site.ts";
import { createTerminal } from "../terminal.ts";

export interface VerifyFlags {
  readonly url?: string;
  readonly site?: string;
  readonly config?: string;
  readonly json?: boolean;
  readonly yes?: boolean;
  readonly allowWrites?: boolean;
  readonly requests: number;
  readonly rate: number;
  readonly browser: boolean;
  readonly store?: string;
  readonly prepare?: boolean;
  readonly withdraw?: boolean;
  readonly dryRun?: boolean;
}

export function addVerify(program: Command): void {
  program
    .command("verify")
    .description(
      "Ask a running portal from outside, as a visitor and as an attacker, whether it is set up right. Only your own: on this machine, or prepared with --prepare.",
    )
    .option("--url <url>", "address of the portal")
    .option("--site <folder>", "site folder that is deployed there: leaks are tied to its files (with --prepare: the one to write into)")
    .option("--config <file>", "configuration (default: portal-kit.config.json in the site folder)")
    .option("--json", "machine-readable result on stdout, text for people on stderr")
    .option("--yes", "ask no questions (nor is anything asked without a terminal)")
    .option("--allow-writes", "ask for writes as well, in a form that can change nothing")
    .option("--requests <number>", "send no more than this many", parseCount, 400)
    .option("--rate <number>", "requests a second, at most; a portal on this machine is not waited for", parseCount, 2)
    .option("--no-browser", "leave out what needs a browser")
    .option(
      "--store <folder>",
      "folder for what is remembered between runs, outside of every site (default: PORTAL_KIT_STORE, else where this user's programs keep such things)",
    )
    .option("--prepare", "write into the site folder what lets you verify the deployed site")
    .option("--withdraw", "take that out of the site folder again")
    .option("--dry-run", "with --prepare and --withdraw: show everything, write nothing")
    .action(async (flags: VerifyFlags) => {
      const terminal = createTerminal(flags);
      const storeRoot = findStoreRoot({ store: flags.store });
      if (flags.prepare === true || flags.withdraw === true) {
        const work = { flags, terminal, storeRoot };
        process.exitCode = await (flags.prepare === true ? prepareSite(work) : withdrawSite(work));
        return;
      }
      const origin = parsePortalUrl(assertCanVerify(flags.url));
      const folder = flags.site === undefined ? undefined : await openFolderView(flags.site, flags.config);
      terminal.say(renderAdvice(advice));
      const client = createPortalClient({
        origin,
        fetch,
        wait: (milliseconds) => wait(milliseconds),
        now: () => performance.now(),
        requestsPerSecond: isLoopback(origin) ? Infinity : flags.rate,
        budget: flags.requests,
      });
      const browser = flags.browser ? await openBrowser() : { missing: "left out with --no-browser" };
      try {
        const context = createVerifyContext({
          client,
          folder,
          browser,
          allowWrites: flags.allowWrites === true,
          wait: (milliseconds) => wait(milliseconds),
        });
        const report = await verifySite(context, {
          store: createChallengeStore(storeRoot),
          onStep: (step) => terminal.say(renderStep(step)),
        });
        terminal.say(renderReport(report));
        terminal.answer(report);
        const exitCode = exitCodeOf(report);
        if (exitCode !== 0) process.exitCode = exitCode;
      } finally {
        if (!("missing" in browser)) await browser.close();
      }
    });
}

function parseCount(text: string): number {
  const count = Number(text);
  if (!(count > 0 && count <= 10_000)) throw new InvalidArgumentError("Expected a number from 1 to 10000.");
  return count;
}
