import type { CiEnvironment, CiFile, CiOptions } from "./ci-options.ts";
import { actions, runner } from "./ci-versions.ts";
import { prepareSteps, renderStep, restoreStep, saveSteps, signedInPermissions, signInSteps, uploadEnv } from "./github-steps.ts";
import { checkAsSarif, deploy, endAsPlan, planAsComment, rollback, verify } from "./pipeline-scripts.ts";
import { expression, identifier, indent, portalUrlVariable, quote, scalar } from "./render-yaml.ts";

const banner = '# Written by `portal-kit ci github`. What it needs from you: docs/deploy.md of portal-kit, "In a pipeline".\n';

/** The workflows of GitHub Actions. */
export const renderGithub = (options: CiOptions): CiFile[] => [
  { path: ".github/workflows/portal-kit-check.yml", text: renderCheck(options) },
  { path: ".github/workflows/portal-kit-deploy.yml", text: renderDeploy(options) },
  { path: ".github/workflows/portal-kit-rollback.yml", text: renderRollback(options) },
];

interface Job {
  readonly id: string;
  readonly name: string;
  readonly needs?: string;
  readonly if?: string;
  readonly environment?: string;
  /** Jobs of one group wait for each other. */
  readonly group?: string;
  readonly minutes: number;
  readonly permissions: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly steps: readonly string[];
}

function renderJob({ id, name, needs, if: condition, environment, group, minutes, permissions, env, steps }: Job): string {
  return [
    `  ${id}:`,
    `    name: ${name}`,
    ...(needs === undefined ? [] : [`    needs: ${needs}`]),
    ...(condition === undefined ? [] : [`    if: ${condition}`]),
    ...(environment === undefined ? [] : [`    environment: ${scalar(environment)}`]),
    ...(group === undefined ? [] : ["    concurrency:", `      group: ${group}`, "      cancel-in-progress: false"]),
    `    runs-on: ${runner}`,
    `    timeout-minutes: ${minutes}`,
    "    permissions:",
    ...permissions.map((permission) => `      ${permission}`),
    ...(env === undefined ? [] : ["    env:", ...Object.entries(env).map(([key, value]) => `      ${key}: ${value}`)]),
    "    steps:",
    indent(steps.join("\n\n"), 6),
  ].join("\n");
}

const head = (name: string, on: string): string => `${banner}
name: ${name}

on:
${indent(on, 2)}

# Each job says what it may do.
permissions: {}

defaults:
  run:
    shell: bash

jobs:
`;

const siteEnv = ({ site }: CiOptions): Readonly<Record<string, string>> => ({ SITE: quote(site) });
/** Beside the checkout: nothing in it is ever committed. */
const storeEnv = { PORTAL_KIT_STORE: `${expression("github.workspace")}/../portal-kit-store` };
const targetEnv = (options: CiOptions, target: string): Readonly<Record<string, string>> => ({
  ...siteEnv(options),
  SITE_NAME: quote(options.siteName),
  TARGET: scalar(target),
  ...storeEnv,
});

const isOwnBranch = "github.event_name != 'pull_request' || github.event.pull_request.head.repo.full_name == github.repository";

function checkJob(options: CiOptions, showsFindings: boolean): string {
  return renderJob({
    id: "check",
    name: "Check",
    minutes: 15,
    permissions: ["contents: read", ...(showsFindings ? ["security-events: write # to show findings beside the code"] : [])],
    env: siteEnv(options),
    steps: [
      ...prepareSteps,
      ...(showsFindings
        ? [
            renderStep({ name: "Check the site", run: checkAsSarif }),
            renderStep({
              name: "Show the findings",
              // A pull request from a fork may not write anything here.
              if: expression(`always() && hashFiles('check.sarif') != '' && (${isOwnBranch})`),
              uses: actions.uploadSarif,
              with: { sarif_file: "check.sarif", category: "portal-kit" },
            }),
          ]
        : [renderStep({ name: "Check the site", run: 'npx --no-install portal-kit check --site "$SITE"' })]),
    ],
  });
}

const commentStep = renderStep({
  name: "Tell it on the pull request",
  if: expression("always() && hashFiles('comment.md') != ''"),
  env: {
    GH_TOKEN: expression("github.token"),
    PULL_REQUEST: expression("github.event.pull_request.number"),
    MARK: `<!-- portal-kit plan ${expression("env.TARGET")} -->`,
  },
  run: `comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"
id="$(gh api --paginate "$comments" --jq '.[] | select(.user.login == "github-actions[bot]" and (.body | startswith(env.MARK))) | .id' | head -n 1)"
if [ -n "$id" ]; then
  gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id" --field body=@comment.md > comment.json
else
  gh api --method POST "$comments" --field body=@comment.md > comment.json
fi`,
});

/** A pull request from a fork gets no secrets, and this job none of its code. */
function planJob(options: CiOptions, environment: CiEnvironment): string {
  const { name, url } = environment;
  return renderJob({
    id: `plan_${identifier(name)}`,
    name: `Plan for ${name}`,
    needs: "check",
    if: expression("github.event_name == 'pull_request' && github.event.pull_request.head.repo.full_name == github.repository"),
    environment: `${name}-plan`,
    group: `portal-kit-plan-${name}-${expression("github.ref")}`,
    minutes: 90,
    permissions: signedInPermissions(options.auth, ["pull-requests: write # for the comment"]),
    env: targetEnv(options, name),
    steps: [
      ...prepareSteps,
      ...signInSteps(options, url),
      restoreStep(name),
      renderStep({ name: "Plan", env: uploadEnv(options, environment), run: planAsComment }),
      commentStep,
      renderStep({ name: "End as the plan did", run: endAsPlan }),
    ],
  });
}

const renderCheck = (options: CiOptions): string =>
  `${head("Portal check", "pull_request:\nmerge_group:\nworkflow_dispatch:")}${[checkJob(options, true), ...options.environments.map((environment) => planJob(options, environment))].join("\n\n")}\n`;

function verifyJob(options: CiOptions, name: string, needs: string): string {
  return renderJob({
    id: `verify_${identifier(name)}`,
    name: `Verify ${name}`,
    needs,
    minutes: 30,
    permissions: ["contents: read"],
    env: { ...siteEnv(options), ...storeEnv },
    steps: [
      ...prepareSteps,
      renderStep({
        name: "Ask the portal",
        env: { PORTAL_URL: expression(`vars.${portalUrlVariable(name)}`), VERIFY_SECRET: expression("secrets.PORTAL_KIT_VERIFY_SECRET") },
        run: verify,
      }),
    ],
  });
}

function renderDeploy(options: CiOptions): string {
  let needs = "check";
  const jobs = options.environments.flatMap((environment) => {
    const { name, url } = environment;
    const job = renderJob({
      id: `deploy_${identifier(name)}`,
      name: `Deploy to ${name}`,
      needs,
      environment: name,
      group: `portal-kit-${name}`,
      minutes: 240,
      permissions: signedInPermissions(options.auth),
      env: targetEnv(options, name),
      steps: [
        ...prepareSteps,
        ...signInSteps(options, url),
        restoreStep(name),
        renderStep({ name: "Deploy", env: uploadEnv(options, environment), run: deploy }),
        ...saveSteps(name),
      ],
    });
    const verifying = verifyJob(options, name, `deploy_${identifier(name)}`);
    needs = `verify_${identifier(name)}`;
    return [job, verifying];
  });
  return `${head("Portal deploy", "push:\n  branches: [main]\nworkflow_dispatch:")}${[checkJob(options, false), ...jobs].join("\n\n")}\n`;
}

/** By hand, to one environment; who may is who may approve that environment. */
function renderRollback(options: CiOptions): string {
  const inputs = `workflow_dispatch:
  inputs:
    environment:
      description: Where to roll back
      type: choice
      required: true
      options:
${options.environments.map(({ name }) => `        - ${scalar(name)}`).join("\n")}
    deployment:
      description: Id of the deployment to take back, as the log of its job tells it
      type: string
      required: true`;
  const jobs = options.environments.map((environment) => {
    const { name, url } = environment;
    return renderJob({
      id: `rollback_${identifier(name)}`,
      name: `Roll back ${name}`,
      if: expression(`inputs.environment == ${quote(name)} && github.ref_name == github.event.repository.default_branch`),
      environment: name,
      group: `portal-kit-${name}`,
      minutes: 240,
      permissions: signedInPermissions(options.auth),
      env: targetEnv(options, name),
      steps: [
        ...prepareSteps,
        ...signInSteps(options, url),
        restoreStep(name),
        renderStep({
          name: "Roll back",
          env: { DEPLOYMENT: expression("inputs.deployment"), ...uploadEnv(options, environment) },
          run: rollback,
        }),
        ...saveSteps(name),
      ],
    });
  });
  return `${head("Portal rollback", inputs)}${jobs.join("\n\n")}\n`;
}
