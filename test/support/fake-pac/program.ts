import { resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { environmentFlag, parseArguments, renderUsage, verbs, type Parsed, type Verb } from "./arguments.ts";
import { findLie, type CommandName } from "./lies.ts";
import { banner, noEnvironment, noProfiles, offline, renderProfiles, renderSites, signInExpired } from "./printed.ts";
import type { FakeModel } from "./records.ts";
import { runDownload } from "./run-download.ts";
import { runUpload } from "./run-upload.ts";
import { fail, hostOf, strike, type Session } from "./session.ts";
import type { StoredEnvironment } from "./store.ts";

/** Older names of the same verbs. */
const groups: Readonly<Record<string, string>> = { powerpages: "pages", paportal: "pages" };

/** Which command a call is, for the lies that wait for it. */
export function commandOf(argv: readonly string[]): CommandName {
  const [group, verb = ""] = argv;
  if (argv.includes("help") || group === undefined) return "help";
  if (group === "--version") return "version";
  if (group === "auth") return "auth";
  if (verb.startsWith("upload")) return "upload";
  return verb.startsWith("download") ? "download" : verb === "list" ? "list" : "help";
}

/** Runs one call to its end; faults leave through an `Exit`. */
export async function runProgram(session: Session, argv: readonly string[]): Promise<void> {
  const [first = "help", second = "", ...rest] = argv;
  const wait = findLie(session.lies, "slow");
  if (wait !== undefined) await delay(wait.delayMs);
  if (first === "--version" || first === "help") {
    await strike(session, "nothing");
    session.print(banner(session.settings.version));
    return;
  }
  const name = `${groups[first] ?? first} ${second}`;
  const verb = withSwitches(session, name);
  if (verb === undefined) fail(session, `${banner(session.settings.version)}\nError: '${second}' is not a valid command.`);
  if (rest[0] === "help") {
    session.print(`Help:\n${verb.summary}\n\nCommands:\n${renderUsage(name, verb)}`);
    return;
  }
  const parsed = parseArguments(rest, verb);
  if (!parsed.ok) fail(session, `${banner(session.settings.version)}\n${parsed.message}\n\n${renderUsage(name, verb)}`);
  if (name.startsWith("auth ")) await runAuth(session, name, parsed);
  else await runPages(session, name, parsed);
}

function withSwitches(session: Session, name: string): Verb | undefined {
  const verb = verbs[name];
  if (verb === undefined || name !== "pages upload-code-site" || !session.behaviour.codeSiteEnvironment) return verb;
  return { ...verb, flags: [...verb.flags, environmentFlag] };
}

type Arguments = Extract<Parsed, { readonly ok: true }>;

async function runAuth(session: Session, name: string, { values }: Arguments): Promise<void> {
  const { settings, store, print } = session;
  const profiles = findLie(session.lies, "not-signed-in") === undefined ? settings.profiles : [];
  await strike(session, "nothing");
  if (name === "auth list") {
    print(renderProfiles(profiles));
    return;
  }
  const index = values.get("index");
  const chosen =
    name === "auth who"
      ? profiles.find(({ isActive }) => isActive)
      : profiles[index === undefined ? profiles.findIndex((row) => row.name === values.get("name")) : Number(index) - 1];
  if (chosen === undefined) fail(session, profiles.length === 0 ? `Error: ${noProfiles}` : "Error: AuthProfileNameDoesNotExist");
  if (name === "auth select") {
    for (const row of settings.profiles) row.isActive = row === chosen;
    store.saveSettings(settings);
  }
  print(`Connected as ${chosen.user}`);
}

async function runPages(session: Session, name: string, { values, toggles }: Arguments): Promise<void> {
  const { lies, print } = session;
  if (findLie(lies, "not-signed-in") !== undefined) fail(session, signInExpired);
  const environment = findEnvironment(session, values.get("environment"));
  if (findLie(lies, "offline") !== undefined) fail(session, offline(environment.host));
  print(`Connected as ${session.settings.profiles.find(({ isActive }) => isActive)?.user ?? ""}`);
  if (name === "pages list") {
    await runList(session, environment, toggles.has("verbose"));
    return;
  }
  const isCode = name.endsWith("code-site");
  if (name.startsWith("pages download")) {
    const id = values.get("webSiteId") ?? "";
    if (!/^\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$/i.test(id)) fail(session, "Error: Unrecognized Guid format.");
    await runDownload(session, {
      environment,
      websiteId: id.replaceAll(/[{}]/g, "").toLowerCase(),
      path: values.get("path") ?? "",
      isCode,
      model: isCode ? undefined : parseModel(session, values.get("modelVersion")),
      overwrites: toggles.has("overwrite"),
      included: parseList(values.get("includeEntities")),
      excluded: parseList(values.get("excludeEntities")),
    });
    return;
  }
  await runUpload(session, {
    environment,
    folder: resolve(session.cwd, values.get(isCode ? "rootPath" : "path") ?? ""),
    isCode,
    model: parseModel(session, values.get("modelVersion")),
    profile: values.get("deploymentProfile") ?? "default",
    all: toggles.has("forceUploadAll"),
    compiledPath: values.get("compiledPath"),
    siteName: values.get("siteName"),
  });
}

async function runList(session: Session, environment: StoredEnvironment, isVerbose: boolean): Promise<void> {
  const lacking = findLie(session.lies, "list-lacks-site");
  session.print(`Connected to... ${environment.name}\n`);
  await strike(session, "nothing");
  const sites = session.store.sites(environment.host).filter(({ id }) => lacking === undefined || (lacking.websiteId ?? id) !== id);
  session.print(renderSites(sites, { isVerbose, dialect: session.behaviour.listDialect }));
  await strike(session, "half");
  await strike(session, "all");
}

function findEnvironment(session: Session, named: string | undefined): StoredEnvironment {
  const active = session.settings.profiles.find(({ isActive }) => isActive);
  if (active === undefined) fail(session, `Error: ${noProfiles}`);
  const wanted = named ?? active.url;
  if (wanted === "") fail(session, noEnvironment);
  const environments = session.store.environments();
  const found = environments.find(({ host, name }) => name === wanted || (/[.:]/.test(wanted) && host === hostOf(wanted)));
  return found ?? fail(session, `Error: Couldn't find an environment by '${wanted}' that you have access to.`);
}

/** Documented: `1`, `Standard` (the default), `2`, `Enhanced`. */
function parseModel(session: Session, text = "Standard"): FakeModel {
  if (/^(?:1|standard)$/i.test(text)) return "standard";
  if (/^(?:2|enhanced)$/i.test(text)) return "enhanced";
  return fail(session, `Error: The value '${text}' of --modelVersion is invalid.`);
}

const parseList = (text = ""): string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
