import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deploySite, type DeployOutcome, type PlanView, type Takes } from "../../../pac-deploy/deploy/deploy-site.ts";
import { findDrift, type Drift } from "../../../pac-deploy/deploy/find-drift.ts";
import type { Target } from "../../../pac-deploy/deploy/find-target.ts";
import { rollBack } from "../../../pac-deploy/deploy/roll-back.ts";
import { openStore, type Store } from "../../../pac-deploy/deploy/store/store.ts";
import { createStepLog, type Step } from "../../../pac-deploy/deploy/steps.ts";
import { createPac } from "../../../pac-deploy/pac/create-pac.ts";
import type { Pac } from "../../../pac-deploy/pac/pac.ts";
import { readSite } from "../../../site/read-site.ts";
import { createFakePac, type FakePac } from "../../support/fake-pac/create-fake-pac.ts";
import type { FakeEnvironment } from "../../support/fake-pac/fake-environment.ts";
import { createDirectPac } from "./direct-pac.ts";
import { applyKit, copySite, starterFolder } from "../../support/kit-site.ts";

export const environmentUrl = "https://contoso.crm4.dynamics.com";

/** A site folder, an environment that has the same site, and the steps between the two. */
export interface DeployedSite {
  readonly folder: string;
  readonly configPath: string;
  readonly fake: FakePac;
  readonly environment: FakeEnvironment;
  readonly websiteId: string;
  readonly store: Store;
  readonly target: Target;
  readonly pac: Pac;
  /** What was told of the last command, step by step. */
  readonly steps: Step[];
  deploy(options?: Takes & Options): Promise<DeployOutcome>;
  rollback(options?: Takes & Pick<Options, "signal" | "approve"> & { readonly id?: string }): Promise<DeployOutcome>;
  drift(): Promise<Drift>;
  remove(): void;
}

interface Options {
  readonly withDeletions?: boolean;
  readonly isDryRun?: boolean;
  readonly mayCreate?: boolean;
  readonly signal?: AbortSignal;
  readonly target?: Partial<Target>;
  readonly pac?: Pac;
  readonly store?: Store;
  readonly env?: NodeJS.ProcessEnv;
  readonly approve?: (view: PlanView) => Promise<void>;
}

export interface CreateOptions {
  readonly source?: string;
  readonly withKit?: boolean;
  /** The fake as a program of its own; without it in this process. */
  readonly withProcess?: boolean;
}

export async function createDeployedSite({
  source = starterFolder("standard"),
  withKit = false,
  withProcess = false,
}: CreateOptions = {}): Promise<DeployedSite> {
  const fake = createFakePac();
  const environment = fake.environment(environmentUrl, { name: "Contoso" });
  const { websiteId } = environment.seed(source);
  const copy = copySite(source);
  if (withKit) await applyKit(copy);
  const root = mkdtempSync(join(tmpdir(), "portal-kit-deploy-"));
  const target: Target = { environment: environmentUrl, label: "test", websiteId, profile: undefined, production: false };
  const store = await openStore(join(root, "store"), target);
  const pac = withProcess ? await createPac({ path: fake.pacPath }) : createDirectPac(fake);
  const steps: Step[] = [];
  const common = (): Pick<Parameters<typeof findDrift>[0], "pac" | "store" | "target" | "log" | "now"> => {
    steps.length = 0;
    return {
      pac,
      store,
      target,
      log: createStepLog({ onStep: (step) => steps.push(step), onProgress: () => undefined }),
      now: () => new Date(),
    };
  };
  return {
    ...copy,
    fake,
    environment,
    websiteId,
    store,
    target,
    pac,
    steps,
    async deploy({ withDeletions = false, isDryRun = false, mayCreate = false, signal, approve, target: other, env = {}, ...takes } = {}) {
      return deploySite({
        ...common(),
        ...(other === undefined ? {} : { target: { ...target, ...other } }),
        ...takes,
        folder: copy.folder,
        site: await readSite(copy.folder),
        signal,
        env,
        withDeletions,
        isDryRun,
        mayCreate,
        approve: approve ?? (() => Promise.resolve()),
      });
    },
    rollback: ({ id, signal, approve, ...takes } = {}) =>
      rollBack({ ...common(), ...takes, id, signal, isDryRun: false, approve: approve ?? (() => Promise.resolve()) }),
    drift: async () =>
      findDrift({ ...common(), folder: copy.folder, site: await readSite(copy.folder), signal: undefined, env: {}, show: () => undefined }),
    remove() {
      copy.remove();
      fake.remove();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** The starter site without its pages, forms and files: small, since it is downloaded many times. */
export function createSmallSite(): string {
  const folder = join(mkdtempSync(join(tmpdir(), "portal-kit-small-")), "small-site");
  cpSync(starterFolder("standard"), folder, { recursive: true });
  for (const name of ["web-files", "weblink-sets", "basic-forms", "advanced-forms", "lists", "web-pages"])
    rmSync(join(folder, name), { recursive: true, force: true });
  return folder;
}

/** Every folder of a site as it was, to begin from again. */
export interface Kept {
  restore(): void;
  remove(): void;
}

export function keepSite({ folder, fake, store }: DeployedSite): Kept {
  const copies = [folder, fake.storeFolder, store.folder].map((path) => ({ path, copy: mkdtempSync(join(tmpdir(), "portal-kit-kept-")) }));
  for (const { path, copy } of copies) cpSync(path, copy, { recursive: true });
  return {
    restore() {
      for (const { path, copy } of copies) {
        rmSync(path, { recursive: true, force: true });
        cpSync(copy, path, { recursive: true });
      }
    },
    remove() {
      for (const { copy } of copies) rmSync(copy, { recursive: true, force: true });
    },
  };
}
