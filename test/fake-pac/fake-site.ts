import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createFakePac, type FakePac, type FakePacOptions } from "../support/fake-pac/create-fake-pac.ts";
import type { FakeEnvironment } from "../support/fake-pac/fake-environment.ts";
import { starterFolder } from "../support/kit-site.ts";

export interface PacRun {
  readonly exitCode: number | null;
  readonly output: string;
}

export const contoso = "https://contoso.crm4.dynamics.com";

/** One environment with one site of the fixtures, and a folder to work in. */
export interface FakeSetup {
  readonly pac: FakePac;
  readonly environment: FakeEnvironment;
  readonly websiteId: string;
  readonly work: string;
  run(...args: string[]): Promise<PacRun>;
  /** Honest: downloads with the program and returns the site's folder (code sites: the application's). */
  download(): Promise<string>;
  upload(folder: string, ...more: string[]): Promise<PacRun>;
  remove(): void;
}

export function setUpFakeSite(name: "standard" | "enhanced" | "code" = "enhanced", options: FakePacOptions = {}): FakeSetup {
  const pac = createFakePac(options);
  const environment = pac.environment(contoso, { name: "Contoso" });
  const { websiteId } = environment.seed(starterFolder(name));
  const work = mkdtempSync(join(tmpdir(), "fake-pac-work-"));
  const model = name === "standard" ? "Standard" : "Enhanced";
  const run = (...args: string[]): Promise<PacRun> => pac.call(args, { cwd: work });
  let downloads = 0;
  return {
    pac,
    environment,
    websiteId,
    work,
    run,
    download: async () => {
      const into = join(work, `download-${++downloads}`);
      mkdirSync(into);
      const verb = name === "code" ? ["download-code-site"] : ["download", "--modelVersion", model];
      const { exitCode, output } = await run("pages", ...verb, "--path", into, "--webSiteId", websiteId, "--environment", contoso);
      if (exitCode !== 0) throw new Error(output);
      return onlyFolder(into);
    },
    upload: (folder, ...more) =>
      name === "code"
        ? run("pages", "upload-code-site", "--environment", contoso, "--rootPath", folder, ...more)
        : run("pages", "upload", "--environment", contoso, "--path", folder, "--modelVersion", model, ...more),
    remove: () => {
      pac.remove();
      rmSync(work, { recursive: true, force: true });
    },
  };
}

/** The one folder that a download made. */
export function onlyFolder(into: string): string {
  const [name, second] = readdirSync(into);
  if (name === undefined || second !== undefined) throw new Error(`${into} holds not one folder: ${readdirSync(into).join(", ")}`);
  return join(into, name);
}

/** Edits a file of the folder; a new one starts empty. */
export function change(folder: string, path: string, edit: (text: string) => string): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, edit(existsSync(file) ? readFileSync(file, "utf8") : ""));
}
