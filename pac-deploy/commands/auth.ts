import type { Command } from "commander";
import type { Configuration } from "../../contract/configuration.ts";
import { UserError } from "../../contract/user-error.ts";
import { readConfiguration } from "../configuration/read-configuration.ts";
import { findTarget } from "../deploy/find-target.ts";
import { chooseProfile } from "../pac/choose-profile.ts";
import { createPac } from "../pac/create-pac.ts";
import { normalizeEnvironment } from "../pac/normalize-environment.ts";
import { addPacOption, type PacOption } from "../pac/pac-option.ts";
import type { Pac } from "../pac/pac.ts";
import { renderAuth, renderWays } from "../pac/render-auth.ts";
import { describeSignInWays } from "../pac/sign-in-ways.ts";
import { createTerminal } from "../terminal.ts";
import { siteFolder } from "./site-options.ts";

interface AuthOptions extends PacOption {
  readonly environment?: string;
  readonly site: string;
  readonly config?: string;
  readonly json?: boolean;
}

export function addAuth(program: Command): void {
  addPacOption(program.command("auth"))
    .description(
      "Who the Power Platform CLI (pac) is signed in as, whether that fits an environment, and the ways to sign in. Exit code 1: none fits.",
    )
    .option("--environment <url|name>", "address of the environment, or its name in the configuration (deploy.environments)")
    .option("--site <folder>", "site folder, for names of the configuration", ".")
    .option("--config <file>", "configuration (default: portal-kit.config.json in the site folder)")
    .option("--json", "machine-readable result on stdout, text for people on stderr")
    .action(async (options: AuthOptions) => {
      const environment = options.environment === undefined ? undefined : await findEnvironment(options.environment, options);
      const terminal = createTerminal(options);
      const ways = describeSignInWays(environment);
      let pac: Pac;
      try {
        pac = await createPac({ path: options.pac });
      } catch (error) {
        // Who writes a pipeline wants to know them where no pac is.
        if (error instanceof UserError && error.code === "pac-not-found") terminal.say(`${renderWays(ways)}\n`);
        throw error;
      }
      const profiles = await pac.listProfiles();
      const choice = chooseProfile(profiles, environment);
      terminal.say(renderAuth({ pac, environment, profiles, choice, ways }));
      const { verdict, profile, why, command } = choice;
      terminal.answer({
        version: 1,
        pac: { path: pac.path, version: pac.version },
        environment: environment ?? null,
        profiles,
        use: { verdict, index: profile?.index ?? null, why, ...(command === undefined ? {} : { command }) },
        ways,
      });
      if (verdict !== "fits" && verdict !== "unproven") process.exitCode = 1;
    });
}

async function findEnvironment(given: string, options: AuthOptions): Promise<string> {
  const address = normalizeEnvironment(given);
  if (address !== undefined) return address;
  const configuration = await readConfigurationIfAny(options);
  return findTarget({ environment: given, profile: undefined, configuration, websiteId: "" }).environment;
}

async function readConfigurationIfAny(options: AuthOptions): Promise<Configuration | undefined> {
  try {
    return (await readConfiguration(siteFolder(options), options.config)).configuration;
  } catch (error) {
    if (options.config === undefined && error instanceof UserError && error.code === "configuration-missing") return undefined;
    throw error;
  }
}
