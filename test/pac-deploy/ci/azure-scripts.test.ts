import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { renderAzure } from "../../../pac-deploy/ci/render-azure.ts";

const [pipeline] = renderAzure({
  auth: "federated",
  site: "site",
  siteName: "Site",
  environments: [{ name: "test", url: "https://contoso.crm4.dynamics.com", isProduction: false, variables: [] }],
});
const { stages } = parse(pipeline?.text ?? "") as {
  stages: { stage: string; jobs: { steps?: { bash?: string; displayName?: string }[] }[] }[];
};
const planSteps = stages.find(({ stage }) => stage === "plan_test")?.jobs[0]?.steps ?? [];
const scriptOf = (name: string): string => planSteps.find(({ displayName }) => displayName === name)?.bash ?? "";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const clean of cleanups.splice(0)) clean();
});

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly token: string | undefined;
  readonly body: unknown;
}

/** A stand-in for Azure DevOps, on this machine. */
async function startService(answer: (asked: Asked, origin: string) => unknown): Promise<{ origin: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  let origin = "";
  const readBody = async (request: IncomingMessage): Promise<string> => {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    return text;
  };
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const text = await readBody(request);
    const one: Asked = {
      method: request.method ?? "",
      url: request.url ?? "",
      token: request.headers.authorization,
      body: text === "" ? undefined : JSON.parse(text),
    };
    asked.push(one);
    const value = answer(one, origin);
    response.statusCode = value === undefined ? 404 : 200;
    response.end(typeof value === "string" ? value : JSON.stringify(value ?? {}));
  };
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => server.close());
  // It listens to a port.
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return { origin, asked };
}

async function runScript(script: string, env: Readonly<Record<string, string>>, programs: Readonly<Record<string, string>> = {}) {
  const cwd = mkdtempSync(join(tmpdir(), "portal-kit-azure-"));
  cleanups.push(() => rmSync(cwd, { recursive: true, force: true }));
  mkdirSync(join(cwd, "bin"));
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(cwd, "bin", name), `#!/usr/bin/env bash\n${text}\n`);
    chmodSync(join(cwd, "bin", name), 0o755);
  }
  writeFileSync(join(cwd, "comment.md"), "<!-- portal-kit plan test -->\nwhat changes");
  const child = spawn("bash", ["-c", script], {
    cwd,
    env: {
      ...process.env,
      PORTAL_KIT_STORE: join(cwd, "store"),
      STORE_FILE: join(cwd, "store.tar.gpg"),
      ...env,
      PATH: `${join(cwd, "bin")}:${process.env["PATH"] ?? ""}`,
    },
  });
  let output = "";
  child.stdout.on("data", (text) => (output += String(text)));
  child.stderr.on("data", (text) => (output += String(text)));
  const exitCode = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { exitCode, output, cwd };
}

const variables = (origin: string) => ({
  SYSTEM_COLLECTIONURI: origin,
  SYSTEM_TEAMPROJECTID: "project",
  SYSTEM_DEFINITIONID: "5",
  SYSTEM_ACCESSTOKEN: "token",
  ARTIFACT: "portal-kit-store-test",
  STORE_PASSPHRASE: "correct horse",
  BUILD_REPOSITORY_ID: "repository",
  SYSTEM_PULLREQUEST_PULLREQUESTID: "12",
  TARGET: "test",
});

describe.runIf(process.platform !== "win32")("the step that remembers", () => {
  const script = scriptOf("Remember what was deployed last");
  const programs = {
    unzip: 'cat "$2"',
    gpg: 'for last; do :; done; echo "unpacked $(cat "$last")" >&2; tar --create --files-from /dev/null',
  };

  it("takes the store of the newest run of main, of its last attempt", async () => {
    const { origin, asked } = await startService(({ url }, self) => {
      if (url.includes("/builds?")) return { value: [{ id: 77 }] };
      if (url.includes("/builds/77/artifacts?"))
        return {
          value: [1, 10, 9]
            .map((attempt) => ({ name: `portal-kit-store-test-attempt${attempt}`, resource: { downloadUrl: `${self}zip${attempt}` } }))
            .concat({ name: "portal-kit-store-test-2-attempt99", resource: { downloadUrl: `${self}other` } }),
        };
      return url.startsWith("/zip") ? `zip of ${url}` : undefined;
    });
    const result = await runScript(script, variables(origin), programs);
    expect(result).toMatchObject({
      exitCode: 0,
      output: expect.stringMatching(/unpacked zip of \/zip10[^]*variable=remembered\]true/) as unknown,
    });
    expect(asked[0]?.url).toMatch(/definitions=5&branchName=refs\/heads\/main&tagFilters=portal-kit-store-test&/);
    expect(new Set(asked.map(({ token }) => token))).toEqual(new Set(["Bearer token"]));
    expect(result.output).not.toContain("Bearer");
  });

  it("is the first where there is no run", async () => {
    const { origin } = await startService(() => ({ value: [] }));
    expect(await runScript(script, variables(origin), programs)).toMatchObject({
      exitCode: 0,
      output: expect.stringMatching(/is the first[^]*remembered\]true/) as unknown,
    });
  });

  it.each([
    ["the service refuses", () => undefined],
    ["the run has lost its artifact", ({ url }: Asked) => ({ value: url.includes("/builds?") ? [{ id: 1 }] : [] })],
  ])("says nothing of the kind where %s: nothing is kept then", async (_, answer) => {
    const { origin } = await startService(answer);
    const result = await runScript(script, variables(origin), programs);
    expect(result.exitCode).not.toBe(0);
    expect(result.output).not.toMatch(/remembered\]true|is the first/);
    expect(existsSync(join(result.cwd, "store.tar.gpg"))).toBe(false);
  });
});

describe.runIf(process.platform !== "win32")("the step that comments", () => {
  const script = scriptOf("Tell it on the pull request");
  const content = "<!-- portal-kit plan test -->\nwhat changes";

  it("writes one comment, and the next time changes it", async () => {
    const threads: { id: number; comments: { id: number; content: string }[] }[] = [
      { id: 1, comments: [{ id: 1, content: "looks good" }] },
    ];
    const { origin, asked } = await startService(({ method, body }) => {
      if (method === "GET") return { value: threads };
      if (method === "POST") threads.push({ id: 2, comments: [{ id: 1, content }] });
      return { body };
    });
    expect(await runScript(script, variables(origin))).toMatchObject({ exitCode: 0 });
    expect(await runScript(script, variables(origin))).toMatchObject({ exitCode: 0 });
    const base = "/project/_apis/git/repositories/repository/pullRequests/12/threads";
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `GET ${base}?api-version=7.1`,
      `POST ${base}?api-version=7.1`,
      `GET ${base}?api-version=7.1`,
      `PATCH ${base}/2/comments/1?api-version=7.1`,
    ]);
    expect(asked[1]?.body).toMatchObject({ comments: [{ content }] });
    expect(asked[3]?.body).toEqual({ content });
  });

  it("fails aloud where it may not", async () => {
    const { origin } = await startService(() => undefined);
    const result = await runScript(script, variables(origin));
    expect(result.exitCode).not.toBe(0);
    expect(result.output).toMatch(/GET .*threads: 404/);
    expect(readFileSync(join(result.cwd, "comment.md"), "utf8")).toBe(content);
  });
});
