import { prepareSteps, renderScript, restoreStep, saveSteps, signInEnv, signInSteps, stageName, uploadEnv } from "./azure-steps.ts";
import type { CiEnvironment, CiFile, CiOptions } from "./ci-options.ts";
import { runner } from "./ci-versions.ts";
import { deploy, endAsPlan, planAsComment, rollback, verify } from "./pipeline-scripts.ts";
import { indent, portalUrlVariable, quote, scalar } from "./render-yaml.ts";

/** The pipeline of Azure DevOps: one, since a rollback has to find what the deployments of the same pipeline keep. */
export const renderAzure = (options: CiOptions): CiFile[] => [{ path: "azure-pipelines/portal-kit.yml", text: renderPipeline(options) }];

const isPullRequest = "eq(variables['Build.Reason'], 'PullRequest')";
const isMain = "eq(variables['Build.SourceBranch'], 'refs/heads/main')";

function renderPipeline(options: CiOptions): string {
  const { site, siteName, environments } = options;
  const stages = [
    renderStage({ name: "check", label: "Check", needs: [], jobs: renderJob("check", 15, checkSteps) }),
    ...environments.map((environment) => planStage(options, environment)),
    ...environments.flatMap((environment, index) => deployStages(options, environment, environments[index - 1])),
    ...environments.map((environment) => rollbackStage(options, environment)),
  ];
  return `# Written by \`portal-kit ci azure-devops\`. What it needs from you: docs/deploy.md of portal-kit, "In a pipeline".

trigger:
  branches:
    include: [main]
# Of a repository of GitHub or Bitbucket; one of Azure Repos has a branch policy for it.
pr:
  branches:
    include: [main]

# Runs wait for each other at an environment that has the check "Exclusive lock".
lockBehavior: sequential

parameters:
  - name: action
    displayName: What to do
    type: string
    default: deploy
    values: [deploy, rollback]
  - name: target
    displayName: Where to roll back
    type: string
    default: ${scalar(environments[0]?.name ?? "none")}
    values: [${environments.map(({ name }) => scalar(name)).join(", ")}]
  - name: deployment
    displayName: Id of the deployment to take back
    type: string
    default: none

pool:
  vmImage: ${runner}

variables:
  SITE: ${quote(site)}
  SITE_NAME: ${quote(siteName)}
  # Beside the checkout: nothing in it is ever committed.
  PORTAL_KIT_STORE: $(Agent.TempDirectory)/portal-kit-store

stages:
${stages.join("\n\n")}
`;
}

interface Stage {
  readonly name: string;
  readonly label: string;
  readonly needs: readonly string[];
  readonly condition?: string;
  /** Variable group with the environment's ids and secrets. */
  readonly group?: string;
  readonly target?: string;
  readonly jobs: string;
}

function renderStage({ name, label, needs, condition, group, target, jobs }: Stage): string {
  return [
    `  - stage: ${name}`,
    `    displayName: ${label}`,
    `    dependsOn: [${needs.join(", ")}]`,
    ...(condition === undefined ? [] : [`    condition: ${condition}`]),
    ...(group === undefined
      ? []
      : [
          "    variables:",
          `      - group: ${group}`,
          ...(target === undefined ? [] : ["      - name: TARGET", `        value: ${scalar(target)}`]),
        ]),
    "    jobs:",
    jobs,
  ].join("\n");
}

const renderJob = (name: string, minutes: number, steps: readonly string[]): string =>
  [`      - job: ${name}`, `        timeoutInMinutes: ${minutes}`, "        steps:", indent(steps.join("\n\n"), 10)].join("\n");

/** Approvals, and the lock that lets one run in at a time, are checks of the environment of this name. */
const renderDeployment = (
  name: string,
  { target, minutes }: { readonly target: string; readonly minutes: number },
  steps: readonly string[],
): string =>
  [
    `      - deployment: ${name}`,
    `        environment: ${scalar(target)}`,
    `        timeoutInMinutes: ${minutes}`,
    "        strategy:",
    "          runOnce:",
    "            deploy:",
    "              steps:",
    indent(steps.join("\n\n"), 16),
  ].join("\n");

const checkSteps: readonly string[] = [
  ...prepareSteps,
  renderScript({ name: "Check the site", run: 'npx --no-install portal-kit check --site "$SITE"' }),
];

/** The comment of this pipeline on the pull request, written anew each time. https://learn.microsoft.com/rest/api/azure/devops/git/pull-request-threads */
const comment = renderScript({
  name: "Tell it on the pull request",
  condition: "and(always(), eq(variables['Build.Repository.Provider'], 'TfsGit'))",
  env: { SYSTEM_ACCESSTOKEN: "$(System.AccessToken)" },
  run: `[ -f comment.md ] || exit 0
node --input-type=module <<'SCRIPT'
import { readFile } from "node:fs/promises";
const { SYSTEM_COLLECTIONURI, SYSTEM_TEAMPROJECTID, BUILD_REPOSITORY_ID, SYSTEM_PULLREQUEST_PULLREQUESTID, SYSTEM_ACCESSTOKEN, TARGET } = process.env;
const threads = SYSTEM_COLLECTIONURI + SYSTEM_TEAMPROJECTID + "/_apis/git/repositories/" + BUILD_REPOSITORY_ID + "/pullRequests/" + SYSTEM_PULLREQUEST_PULLREQUESTID + "/threads";
const ask = async (address, method, body) => {
  const headers = { authorization: "Bearer " + SYSTEM_ACCESSTOKEN, "content-type": "application/json" };
  const response = await fetch(address + "?api-version=7.1", { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  if (!response.ok) throw new Error(method + " " + new URL(address).pathname + ": " + response.status);
  return response.json();
};
const content = await readFile("comment.md", "utf8");
const mark = "<!-- portal-kit plan " + TARGET + " -->";
const { value } = await ask(threads, "GET");
const old = value.find(({ comments, isDeleted }) => !isDeleted && comments.some(({ content }) => content?.startsWith(mark)));
if (old === undefined) await ask(threads, "POST", { comments: [{ parentCommentId: 0, commentType: 1, content }], status: "closed" });
else await ask(threads + "/" + old.id + "/comments/" + old.comments[0].id, "PATCH", { content });
SCRIPT`,
});

function planStage(options: CiOptions, environment: CiEnvironment): string {
  const { name, url } = environment;
  return renderStage({
    name: stageName("plan", environment),
    label: `Plan for ${name}`,
    needs: ["check"],
    // A pull request from a fork has no secrets.
    condition: `and(succeeded(), ${isPullRequest}, ne(variables['System.PullRequest.IsFork'], 'True'))`,
    group: `portal-kit-${name}-plan`,
    target: name,
    jobs: renderJob("plan", 90, [
      ...prepareSteps,
      ...signInSteps(options, url),
      restoreStep(name),
      renderScript({ name: "Plan", env: uploadEnv(options, environment), run: planAsComment }),
      comment,
      renderScript({ name: "End as the plan did", run: endAsPlan }),
    ]),
  });
}

function deployStages(options: CiOptions, environment: CiEnvironment, before: CiEnvironment | undefined): string[] {
  const { name, url } = environment;
  const isDeploy = `and(succeeded(), ${isMain}, eq('\${{ parameters.action }}', 'deploy'))`;
  return [
    renderStage({
      name: stageName("deploy", environment),
      label: `Deploy to ${name}`,
      needs: [before === undefined ? "check" : stageName("verify", before)],
      condition: isDeploy,
      group: `portal-kit-${name}`,
      target: name,
      jobs: renderDeployment("deploy", { target: name, minutes: 240 }, [
        ...prepareSteps,
        ...signInSteps(options, url),
        restoreStep(name),
        renderScript({ name: "Deploy", env: uploadEnv(options, environment), run: deploy }),
        ...saveSteps(name),
      ]),
    }),
    renderStage({
      name: stageName("verify", environment),
      label: `Verify ${name}`,
      needs: [stageName("deploy", environment)],
      group: `portal-kit-${name}`,
      jobs: renderJob("verify", 30, [
        ...prepareSteps,
        renderScript({
          name: "Ask the portal",
          env: { PORTAL_URL: `$(${portalUrlVariable(name)})`, VERIFY_SECRET: "$(PORTAL_KIT_VERIFY_SECRET)" },
          run: verify,
        }),
      ]),
    }),
  ];
}

/** The id that somebody types reaches the script as a variable of the process, never as its text. */
function rollbackStage(options: CiOptions, environment: CiEnvironment): string {
  const { name, url } = environment;
  return renderStage({
    name: stageName("rollback", environment),
    label: `Roll back ${name}`,
    needs: ["check"],
    condition: `and(not(canceled()), ${isMain}, eq('\${{ parameters.action }}', 'rollback'), eq('\${{ parameters.target }}', ${quote(name)}))`,
    group: `portal-kit-${name}`,
    target: name,
    jobs: renderDeployment("rollback", { target: name, minutes: 240 }, [
      ...prepareSteps,
      ...signInSteps(options, url),
      restoreStep(name),
      renderScript({
        name: "Roll back",
        env: { DEPLOYMENT: "${{ parameters.deployment }}", ...signInEnv(options), ...uploadEnv(options, environment) },
        run: rollback,
      }),
      ...saveSteps(name),
    ]),
  });
}
