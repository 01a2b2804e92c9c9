import type { Configuration, EnvironmentConfiguration } from "../../contract/configuration.ts";
import { UserError } from "../../contract/user-error.ts";

/** Where a command of this family acts. */
export interface Target {
  /** Origin of the environment, e.g. `https://contoso.crm4.dynamics.com`. */
  readonly environment: string;
  /** Its name in the configuration, else its host: for people. */
  readonly label: string;
  /** Lower-case GUID. */
  readonly websiteId: string;
  /** Tag of the deployment profile. */
  readonly profile: string | undefined;
  readonly production: boolean;
}

export interface FindTargetOptions {
  /** `--environment`: an address, or a name of the configuration. */
  readonly environment: string | undefined;
  /** `--profile`. */
  readonly profile: string | undefined;
  readonly configuration: Pick<Configuration, "deploy"> | undefined;
  /** Of the folder's `website.yml`. */
  readonly websiteId: string;
}

/**
 * An address that the configuration has as well gets what it says of it there: writing the address out is no way around `production`.
 * @throws UserError `environment-missing`, `environment-unknown`, `environment-name`, `profile-name`, exit code 2
 */
export function findTarget({ environment, profile, configuration, websiteId }: FindTargetOptions): Target {
  const known = Object.entries(configuration?.deploy.environments ?? {});
  const [name, found] = environment === undefined ? onlyOne(known) : find(environment, known, websiteId);
  const tag = profile ?? found.profile;
  if (tag !== undefined && !/^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(tag)) {
    throw new UserError("profile-name", `--profile ${tag}: expected the tag of a deployment profile, such as "prod"`, {
      exitCode: 2,
      hint: "The tag is what stands before .deployment.yml in the folder deployment-profiles.",
    });
  }
  return {
    environment: found.url,
    label: name ?? new URL(found.url).host,
    websiteId: found.websiteId ?? websiteId,
    profile: tag,
    production: found.production,
  };
}

type Known = readonly (readonly [name: string, environment: EnvironmentConfiguration])[];

function onlyOne(known: Known): readonly [string, EnvironmentConfiguration] {
  const [first, ...others] = known;
  if (first !== undefined && others.length === 0) return first;
  throw new UserError(
    "environment-missing",
    first === undefined ? "no environment is named" : `${known.length} environments are configured, and none is named`,
    {
      exitCode: 2,
      hint: `Name one with --environment: ${first === undefined ? "its address, such as https://contoso.crm4.dynamics.com" : known.map(([name]) => name).join(", ")}.`,
    },
  );
}

function find(given: string, known: Known, websiteId: string): readonly [string | undefined, EnvironmentConfiguration] {
  const byName = known.find(([name]) => name === given);
  if (byName !== undefined) return assertNoOthersHost(byName);
  const origin = parseOrigin(given);
  if (origin === undefined) {
    throw new UserError(
      "environment-unknown",
      `--environment ${given}: expected the address of an environment, such as https://contoso.crm4.dynamics.com, or a name of deploy.environments${known.length === 0 ? "" : ` (${known.map(([name]) => name).join(", ")})`}`,
      { exitCode: 2, hint: "pac auth list and the Power Platform admin center show the address." },
    );
  }
  const atOrigin = known.filter(([, { url }]) => url === origin);
  const ofSite = atOrigin.find(([, environment]) => environment.websiteId === websiteId);
  const exact = ofSite ?? (atOrigin.length === 1 ? atOrigin[0] : undefined);
  if (exact !== undefined) return exact;
  // Several websites of one environment: what one of them says of production holds for the address.
  return [undefined, { url: origin, production: atOrigin.some(([, { production }]) => production) }];
}

/** Who reads `--environment contoso.crm4.dynamics.com` in a log takes it for that environment. */
function assertNoOthersHost(one: Known[number]): Known[number] {
  const [name, { url }] = one;
  if (!/\.(?:dynamics\.\w+|microsoftdynamics\.us|appsplatform\.us)$/i.test(name) || name.toLowerCase() === new URL(url).host) return one;
  throw new UserError(
    "environment-name",
    `the environment called ${name} in the configuration is ${url}: a name that is another one's address misleads`,
    {
      exitCode: 2,
      hint: "Give it another name in deploy.environments.",
    },
  );
}

function parseOrigin(text: string): string | undefined {
  if (!/^https:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const { origin, pathname, search, hash, username, password } = new URL(text);
  return pathname === "/" && search + hash + username + password === "" ? origin : undefined;
}
