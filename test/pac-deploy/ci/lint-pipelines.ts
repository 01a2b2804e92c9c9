/** What is wrong with a workflow or a pipeline, as its file and place: the rules that a template must not break, whoever changes it. */

type Value = unknown;
const isObject = (value: Value): value is Readonly<Record<string, Value>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const listOf = (value: Value): readonly Value[] => (Array.isArray(value) ? (value as readonly Value[]) : []);
const objectOf = (value: Value): Readonly<Record<string, Value>> => (isObject(value) ? value : {});
const textOf = (value: Value): string => (typeof value === "string" ? value : "");

const allowedRights = new Set(["contents: read", "actions: read", "security-events: write", "pull-requests: write", "id-token: write"]);

export function lintGithub(workflow: Value): string[] {
  const faults: string[] = [];
  const root = objectOf(workflow);
  if (JSON.stringify(root["permissions"]) !== "{}") faults.push("the workflow gives every job permissions");
  if (!isObject(root["on"]) || "pull_request_target" in root["on"])
    faults.push("the workflow runs foreign code with its own rights, or never");
  const jobs = Object.entries(objectOf(root["jobs"]));
  if (jobs.length === 0) faults.push("no jobs");
  for (const [name, value] of jobs) {
    const job = objectOf(value);
    const say = (message: string): void => void faults.push(`${name}: ${message}`);
    const rights = isObject(job["permissions"])
      ? Object.entries(job["permissions"]).map(([key, right]) => `${key}: ${textOf(right)}`)
      : undefined;
    if (rights === undefined) say("no permissions");
    for (const right of rights ?? []) if (!allowedRights.has(right)) say(`permission ${right}`);
    if (typeof job["timeout-minutes"] !== "number") say("no timeout");
    if (!/^ubuntu-\d/.test(textOf(job["runs-on"]))) say("runs on what may be another machine tomorrow");
    const steps = listOf(job["steps"]).map(objectOf);
    if (steps.length === 0) say("no steps");
    const texts = steps.map(({ run }) => textOf(run)).join("\n");
    if (/portal-kit (?:deploy|rollback)/.test(texts)) {
      if (textOf(job["environment"]) === "") say("talks to an environment without one of GitHub's, which has the approvals");
      const concurrency = objectOf(job["concurrency"]);
      if (textOf(concurrency["group"]) === "" || concurrency["cancel-in-progress"] !== false) say("may run twice at once, or be cut off");
    }
    if (rights?.includes("id-token: write") === true && !texts.includes("--githubFederated")) say("may sign in and does not");
    if (texts.includes("--githubFederated") && rights?.includes("id-token: write") !== true) say("signs in and may not");
    if (/\$\{\{.*secrets\./.test(JSON.stringify(job["env"] ?? {}))) say("every step of the job has a secret");
    for (const { uses, run, shell, with: inputs } of steps) {
      if (uses !== undefined && !/^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/.test(textOf(uses))) say(`${textOf(uses)} is not pinned to a commit`);
      if (textOf(uses).startsWith("actions/checkout@") && objectOf(inputs)["persist-credentials"] !== false)
        say("leaves the token in the checkout");
      if (run !== undefined) for (const fault of lintScript(textOf(run), /\$\{\{/)) say(fault);
      if (run !== undefined && shell === undefined && objectOf(objectOf(root["defaults"])["run"])["shell"] !== "bash")
        say("runs in a shell that goes on after a failure in a pipe");
    }
  }
  return faults;
}

export function lintAzure(pipeline: Value): string[] {
  const faults: string[] = [];
  const root = objectOf(pipeline);
  if (!/^ubuntu-\d/.test(textOf(objectOf(root["pool"])["vmImage"]))) faults.push("runs on what may be another machine tomorrow");
  if (root["lockBehavior"] !== "sequential") faults.push("runs may overtake each other");
  const names = new Set<string>();
  for (const stage of listOf(root["stages"]).map(objectOf)) {
    const stageName = textOf(stage["stage"]);
    for (const need of listOf(stage["dependsOn"]))
      if (!names.has(textOf(need))) faults.push(`${stageName}: depends on ${textOf(need)}, which is not before it`);
    names.add(stageName);
    for (const job of listOf(stage["jobs"]).map(objectOf)) {
      const say = (message: string): void => void faults.push(`${stageName}: ${message}`);
      if (typeof job["timeoutInMinutes"] !== "number") say("no timeout");
      const deployed = objectOf(objectOf(objectOf(job["strategy"])["runOnce"])["deploy"])["steps"];
      const steps = listOf(job["steps"] ?? deployed).map(objectOf);
      if (steps.length === 0) say("no steps");
      const texts = steps.map(({ bash }) => textOf(bash)).join("\n");
      const isWriting = /portal-kit (?:deploy(?! --dry-run)|rollback)/.test(texts);
      if (isWriting && (textOf(job["deployment"]) === "" || textOf(job["environment"]) === ""))
        say("talks to an environment without one of Azure DevOps, which has the approvals");
      if (!steps.some(({ checkout, persistCredentials }) => checkout === "self" && persistCredentials === false))
        say("has no checkout, or leaves the token in it");
      for (const { task, bash, env } of steps) {
        if (task !== undefined && !/^[A-Za-z]+@\d+$/.test(textOf(task))) say(`${textOf(task)} has no version`);
        if (bash !== undefined)
          for (const fault of lintScript(textOf(bash), /\$\{\{|\$\((?![A-Za-z_]+ |printf|wc|cat |gh |node )[A-Za-z_.]+\)/)) say(fault);
        if (bash !== undefined && !textOf(bash).startsWith("set -eo pipefail\n")) say("goes on after a failure");
        if (
          bash !== undefined &&
          /\bpac\b|portal-kit (?:deploy|rollback)/.test(textOf(bash)) &&
          !textOf(bash).includes('echo "##vso[task.prependpath]') &&
          env === undefined
        )
          say("runs pac without what it signs in with");
      }
    }
  }
  return faults;
}

/** @param macro what the system would replace in a script, so that somebody's text becomes a part of it */
function lintScript(script: string, macro: RegExp): string[] {
  const found = macro.exec(script);
  const isTelling = /echo "?\$\{?\w*(?:SECRET|PASSPHRASE|TOKEN)/.test(script);
  return [
    ...(found === null ? [] : [`the script has ${found[0]} in it, which becomes a part of the script`]),
    ...findUnquoted(script).map((name) => `${name} is not quoted, so its words and stars would count`),
    ...(isTelling ? ["prints a secret"] : []),
  ];
}

/** Variables outside of double quotes; what a program in another language gets as its text is not looked at. */
function findUnquoted(script: string): string[] {
  const text = script.replaceAll(/<<'(\w+)'\n[^]*?\n\1$/gm, "");
  const unquoted: string[] = [];
  const open: ('"' | "$(")[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const isInText = open.at(-1) === '"';
    const character = text[at];
    if (character === "\\") at += 1;
    else if (character === "'" && !isInText) at = text.indexOf("'", at + 1);
    else if (character === '"') {
      if (isInText) open.pop();
      else open.push('"');
    } else if (text.startsWith("$(", at)) {
      open.push("$(");
      at += 1;
    } else if (character === ")" && open.at(-1) === "$(") open.pop();
    else if (character === "$" && !isInText) {
      const [name] = /^\$[A-Za-z_]\w*/.exec(text.slice(at)) ?? [];
      if (name !== undefined) unquoted.push(name);
    }
  }
  return unquoted;
}
