import type { CiEnvironment, CiOptions } from "./ci-options.ts";
import { dotnetVersion, nodeVersion } from "./ci-versions.ts";
import { installKit, installPac, signInFederated, signInWithSecret } from "./pipeline-scripts.ts";
import { identifier, indent } from "./render-yaml.ts";
import { assertPassphrase, nothingRemembered, packStore, unpackStore } from "./store-scripts.ts";

interface Script {
  readonly name: string;
  readonly run: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly condition?: string;
}

/** A step in bash that ends at its first failure, as those of GitHub do. Values come in as variables of the process: a macro inside a script is text of the script. */
export function renderScript({ name, run, env = {}, condition }: Script): string {
  return [
    `- bash: |\n${indent(`set -eo pipefail\n${run}`, 4)}`,
    `  displayName: ${name}`,
    ...(condition === undefined ? [] : [`  condition: ${condition}`]),
    ...(Object.keys(env).length === 0 ? [] : ["  env:", ...Object.entries(env).map(([key, value]) => `    ${key}: ${value}`)]),
  ].join("\n");
}

/** A task of Azure Pipelines; only a major version of one can be named. */
export function renderTask({
  task,
  name,
  inputs,
  condition,
}: {
  readonly task: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly condition?: string;
}): string {
  return [
    `- task: ${task}`,
    `  displayName: ${name}`,
    ...(condition === undefined ? [] : [`  condition: ${condition}`]),
    "  inputs:",
    ...Object.entries(inputs).map(([key, value]) => `    ${key}: ${value}`),
  ].join("\n");
}

/** What every job begins with. */
export const prepareSteps: readonly string[] = [
  "- checkout: self\n  persistCredentials: false",
  renderTask({ task: "UseNode@1", name: "Node", inputs: { version: `'${nodeVersion}.x'` } }),
  renderScript({ name: "Install portal-kit", run: installKit }),
];

/** pac asks for them at every command, not only when it signs in. */
export function signInEnv({ auth }: Pick<CiOptions, "auth">): Readonly<Record<string, string>> {
  return auth === "secret"
    ? { PAC_CLI_SPN_SECRET: "$(POWER_PLATFORM_CLIENT_SECRET)" }
    : {
        PAC_ADO_ID_TOKEN_REQUEST_TOKEN: "$(System.AccessToken)",
        PAC_ADO_ID_TOKEN_REQUEST_URL:
          "$(System.OidcRequestUri)?api-version=7.1&serviceConnectionId=$(POWER_PLATFORM_SERVICE_CONNECTION_ID)",
      };
}

export const signInSteps = (options: CiOptions, url: string): string[] => [
  renderTask({ task: "UseDotNet@2", name: ".NET", inputs: { packageType: "sdk", version: dotnetVersion } }),
  renderScript({ name: "Install the Power Platform CLI", run: `${installPac}\necho "##vso[task.prependpath]$HOME/.dotnet/tools"` }),
  renderScript({
    name: "Sign in",
    env: {
      ENVIRONMENT_URL: url,
      TENANT_ID: "$(POWER_PLATFORM_TENANT_ID)",
      APPLICATION_ID: "$(POWER_PLATFORM_APPLICATION_ID)",
      ...signInEnv(options),
    },
    run: options.auth === "secret" ? signInWithSecret : signInFederated("--azureDevOpsFederated"),
  }),
];

export const uploadEnv = (
  options: Pick<CiOptions, "auth">,
  { variables }: Pick<CiEnvironment, "variables">,
): Readonly<Record<string, string>> => ({
  ...signInEnv(options),
  ...Object.fromEntries(variables.map((name) => [name, `$(${name})`])),
});

const storeName = (target: string): string => `portal-kit-store-${target}`;
const storeFile = "$(Agent.TempDirectory)/store.tar.gpg";

/**
 * Asks for the newest run of the main branch that kept a store of this environment. A run that waits for an approval counts too, which the task that downloads artifacts
 * would pass over. https://learn.microsoft.com/rest/api/azure/devops/build/builds/list
 */
const findStore = `const { SYSTEM_COLLECTIONURI, SYSTEM_TEAMPROJECTID, SYSTEM_DEFINITIONID, SYSTEM_ACCESSTOKEN, ARTIFACT, STORE_FILE } = process.env;
const get = async (address) => {
  const response = await fetch(address, { headers: { authorization: "Bearer " + SYSTEM_ACCESSTOKEN } });
  if (!response.ok) throw new Error(response.status + " " + new URL(address).pathname);
  return response;
};
const builds = SYSTEM_COLLECTIONURI + SYSTEM_TEAMPROJECTID + "/_apis/build/builds";
const query = "?definitions=" + SYSTEM_DEFINITIONID + "&branchName=refs/heads/main&tagFilters=" + ARTIFACT + "&queryOrder=queueTimeDescending&$top=1&api-version=7.1";
const { value: [newest] } = await (await get(builds + query)).json();
if (newest !== undefined) {
  const attemptOf = ({ name }) => Number(name.slice((ARTIFACT + "-attempt").length));
  const { value: artifacts } = await (await get(builds + "/" + newest.id + "/artifacts?api-version=7.1")).json();
  const [last] = artifacts.filter(({ name }) => name.startsWith(ARTIFACT + "-attempt")).sort((a, b) => attemptOf(b) - attemptOf(a));
  if (last === undefined) throw new Error("run " + newest.id + " has no artifact " + ARTIFACT);
  await writeFile(STORE_FILE + ".zip", Buffer.from(await (await get(last.resource.downloadUrl)).arrayBuffer()));
}`;

export const restoreStep = (target: string): string =>
  renderScript({
    name: "Remember what was deployed last",
    env: {
      SYSTEM_ACCESSTOKEN: "$(System.AccessToken)",
      ARTIFACT: storeName(target),
      STORE_FILE: storeFile,
      STORE_PASSPHRASE: "$(PORTAL_KIT_STORE_PASSPHRASE)",
    },
    run: `${assertPassphrase}
umask 077
mkdir -p "$PORTAL_KIT_STORE"
node --input-type=module <<'SCRIPT'
import { writeFile } from "node:fs/promises";
${findStore}
SCRIPT
if [ -f "$STORE_FILE.zip" ]; then
  unzip -p "$STORE_FILE.zip" '*store.tar.gpg' > "$STORE_FILE"
  ${indent(unpackStore, 2).trimStart()}
else
  ${nothingRemembered}
fi
echo "##vso[task.setvariable variable=remembered]true"`,
  });

/** What could not be read must not be replaced by less. */
const isRemembered = "and(always(), eq(variables['remembered'], 'true'))";

export const saveSteps = (target: string): string[] => [
  renderScript({
    name: "Pack what was deployed",
    condition: isRemembered,
    env: { STORE_FILE: storeFile, STORE_PASSPHRASE: "$(PORTAL_KIT_STORE_PASSPHRASE)" },
    run: `${assertPassphrase}\n${packStore}\necho "##vso[build.addbuildtag]${storeName(target)}"`,
  }),
  renderTask({
    task: "PublishPipelineArtifact@1",
    name: "Keep what was deployed",
    condition: isRemembered,
    // A run keeps what an artifact of a name is: a stage that is run again has one of its own.
    inputs: { targetPath: storeFile, artifact: `${storeName(target)}-attempt$(System.StageAttempt)` },
  }),
];

export const stageName = (verb: string, { name }: Pick<CiEnvironment, "name">): string => `${verb}_${identifier(name)}`;
