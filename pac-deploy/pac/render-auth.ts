import pc from "picocolors";
import { printable } from "../printable.ts";
import { describeProfile, type ProfileChoice } from "./choose-profile.ts";
import type { AuthProfile, Pac } from "./pac.ts";
import type { SignInWay } from "./sign-in-ways.ts";

export interface AuthReport {
  readonly pac: Pick<Pac, "path" | "version">;
  readonly environment: string | undefined;
  readonly profiles: readonly AuthProfile[];
  readonly choice: ProfileChoice;
  readonly ways: readonly SignInWay[];
}

const marks: Readonly<Record<ProfileChoice["verdict"], string>> = {
  fits: pc.green("fits"),
  unproven: pc.yellow("perhaps"),
  select: pc.red("not the active one"),
  "other-environment": pc.red("does not fit"),
  none: pc.red("none"),
};

/** What pac is signed in as, for people. */
export function renderAuth({ pac, environment, profiles, choice, ways }: AuthReport): string {
  return [
    `${pc.bold("pac")} ${pac.version} ${pc.dim(printable(pac.path))}`,
    "",
    ...(profiles.length === 0 ? ["pac has no profile on this computer."] : profiles.map(renderProfile)),
    "",
    `${environment === undefined ? "The active profile" : `For ${printable(environment)}`}: ${marks[choice.verdict]}${
      choice.profile === undefined ? "" : ` ${pc.bold(printable(describeProfile(choice.profile)))}`
    }`,
    `  ${printable(choice.why)}`,
    ...(choice.command === undefined ? [] : [`  ${pc.green("→")} ${choice.command}`]),
    "",
    renderWays(ways),
  ].join("\n");
}

export const renderWays = (ways: readonly SignInWay[]): string =>
  [pc.underline("Ways to sign in (portal-kit never does it for you, and takes no secret)"), ...ways.flatMap(renderWay)].join("\n");

function renderProfile({ index, name, isActive, kind, scope, identity, cloud, environment }: AuthProfile): string {
  const what = [kind, scope, cloud].filter((part) => part !== undefined && part !== "").join(", ");
  const who = name === undefined ? (identity ?? "") : `${name}${identity === undefined ? "" : ` (${identity})`}`;
  return `${isActive ? pc.green("*") : " "} [${index}] ${printable(who)} ${pc.dim(`${printable(what)}; ${environment === undefined ? "no environment" : printable(environment)}`)}`;
}

const renderWay = ({ name, suits, secret, commands, notes, source }: SignInWay): string[] => [
  "",
  `${pc.bold(name)} ${pc.dim(`(${suits})`)}`,
  `  secret: ${secret}`,
  ...commands.map((command) => (command.startsWith("#") ? `  ${pc.dim(command)}` : `  ${pc.cyan("$")} ${command}`)),
  ...notes.map((note) => `  - ${note}`),
  pc.dim(`  ${source}`),
];
