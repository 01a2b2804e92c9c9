import type { CiEnvironment, CiOptions } from "./ci-options.ts";
import { actions, dotnetVersion, nodeVersion } from "./ci-versions.ts";
import { installKit, installPac, signInFederated, signInWithSecret } from "./pipeline-scripts.ts";
import { expression, indent, quote } from "./render-yaml.ts";
import { assertPassphrase, nothingRemembered, packStore, unpackStore } from "./store-scripts.ts";

interface Step {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
}

/** A step of a job, its keys in the order in which they are read. */
export function renderStep({ name, id, if: condition, env, run, uses, with: inputs }: Step): string {
  const pairs = (values: Readonly<Record<string, string>>): string =>
    Object.entries(values)
      .map(([key, value]) => `\n    ${key}: ${value}`)
      .join("");
  return [
    `- name: ${name}`,
    ...(id === undefined ? [] : [`  id: ${id}`]),
    ...(condition === undefined ? [] : [`  if: ${condition}`]),
    ...(uses === undefined ? [] : [`  uses: ${uses}`]),
    ...(inputs === undefined ? [] : [`  with:${pairs(inputs)}`]),
    ...(env === undefined || Object.keys(env).length === 0 ? [] : [`  env:${pairs(env)}`]),
    ...(run === undefined ? [] : run.includes("\n") ? [`  run: |\n${indent(run, 4)}`] : [`  run: ${run}`]),
  ].join("\n");
}

const checkout = renderStep({ name: "Check out", uses: actions.checkout, with: { "persist-credentials": "false" } });
const node = renderStep({ name: "Node", uses: actions.setupNode, with: { "node-version": quote(nodeVersion) } });
const kit = renderStep({ name: "Install portal-kit", run: installKit });

/** What every job begins with. */
export const prepareSteps: readonly string[] = [checkout, node, kit];

/** Signs in to one environment, with what that job's GitHub environment knows. */
export function signInSteps({ auth }: Pick<CiOptions, "auth">, url: string): string[] {
  return [
    renderStep({ name: ".NET", uses: actions.setupDotnet, with: { "dotnet-version": dotnetVersion } }),
    renderStep({ name: "Install the Power Platform CLI", run: installPac }),
    renderStep({
      name: "Sign in",
      env: {
        ENVIRONMENT_URL: url,
        TENANT_ID: expression("vars.POWER_PLATFORM_TENANT_ID"),
        APPLICATION_ID: expression("vars.POWER_PLATFORM_APPLICATION_ID"),
        ...secretEnv(auth),
      },
      run: auth === "secret" ? signInWithSecret : signInFederated("--githubFederated"),
    }),
  ];
}

/** pac looks there for the secret whenever it needs a new token. */
const secretEnv = (auth: CiOptions["auth"]): Readonly<Record<string, string>> =>
  auth === "secret" ? { PAC_CLI_SPN_SECRET: expression("secrets.POWER_PLATFORM_CLIENT_SECRET") } : {};

const artifactName = (target: string): string => `portal-kit-store-${target}`;
const storeFile = `${expression("runner.temp")}/store.tar.gpg`;

/** Of the runs on the default branch alone: neither a branch nor a fork of somebody can say what was deployed. */
export const restoreStep = (target: string): string =>
  renderStep({
    name: "Remember what was deployed last",
    id: "remembered",
    env: {
      GH_TOKEN: expression("github.token"),
      DEFAULT_BRANCH: expression("github.event.repository.default_branch"),
      ARTIFACT: artifactName(target),
      STORE_FILE: storeFile,
      STORE_PASSPHRASE: expression("secrets.PORTAL_KIT_STORE_PASSPHRASE"),
    },
    run: `${assertPassphrase}
umask 077
mkdir -p "$PORTAL_KIT_STORE"
found="$(gh api --paginate "repos/$GITHUB_REPOSITORY/actions/artifacts?name=$ARTIFACT&per_page=100" --jq '.artifacts[] | select((.expired | not) and .workflow_run.head_branch == env.DEFAULT_BRANCH and .workflow_run.head_repository_id == .workflow_run.repository_id) | "\\(.created_at) \\(.id)"')"
id="$(printf '%s\\n' "$found" | sort | tail -n 1 | cut -d ' ' -f 2)"
if [ -z "$id" ]; then
  ${nothingRemembered}
  exit 0
fi
gh api "repos/$GITHUB_REPOSITORY/actions/artifacts/$id/zip" > "$STORE_FILE.zip"
unzip -p "$STORE_FILE.zip" store.tar.gpg > "$STORE_FILE"
${unpackStore}`,
  });

/** What could not be read must not be replaced by less. */
const isRemembered = expression("always() && steps.remembered.outcome == 'success'");

/** Also after a deployment that failed: what it did is what the next one, or a rollback, has to know. */
export const saveSteps = (target: string): string[] => [
  renderStep({
    name: "Pack what was deployed",
    if: isRemembered,
    env: { STORE_FILE: storeFile, STORE_PASSPHRASE: expression("secrets.PORTAL_KIT_STORE_PASSPHRASE") },
    run: `${assertPassphrase}\n${packStore}`,
  }),
  renderStep({
    name: "Keep what was deployed",
    if: isRemembered,
    uses: actions.uploadArtifact,
    with: {
      name: artifactName(target),
      path: storeFile,
      "retention-days": "90",
      "if-no-files-found": "error",
      overwrite: "true",
    },
  }),
];

/** What a step that deploys knows, the variables of the environment's deployment profile included. */
export const uploadEnv = (
  { auth }: Pick<CiOptions, "auth">,
  { variables }: Pick<CiEnvironment, "variables">,
): Readonly<Record<string, string>> => ({
  ...secretEnv(auth),
  ...Object.fromEntries(variables.map((name) => [name, expression(`secrets.${name}`)])),
});

/** Rights of a job that talks to an environment. */
export const signedInPermissions = (auth: CiOptions["auth"], more: readonly string[] = []): readonly string[] => [
  "contents: read",
  "actions: read # to find what was deployed last",
  ...more,
  ...(auth === "federated" ? ["id-token: write # to sign in without a secret"] : []),
];
