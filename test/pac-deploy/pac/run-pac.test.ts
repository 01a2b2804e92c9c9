import { spawnSync } from "node:child_process";
import { chmod, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runPac, type PacRun } from "../../../pac-deploy/pac/run-pac.ts";
import { createScriptedPac } from "./scripted-pac.ts";

/** JavaScript with `say` and `fs` at hand, as a program of its own. */
async function start(script: string, options: Partial<PacRun> = {}): ReturnType<typeof runPac> {
  const path = join(await mkdtemp(join(tmpdir(), "run-pac-")), "pac");
  await writeFile(
    path,
    `#!${process.execPath}\nconst fs = require("node:fs"); const say = (text) => process.stdout.write(text);\n${script}\n`,
  );
  await chmod(path, 0o755);
  return runPac({ path, args: ["go"], environment: process.env, timeLimitMs: 20_000, ...options });
}

/** What nobody has buried yet (Z) runs no more. */
const isRunning = (pid: number): boolean =>
  /^[^Z\s]/.test(spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).stdout.trim());

describe.skipIf(process.platform === "win32")("runPac", () => {
  it("gives what was printed, line by line, and the exit code", async () => {
    const seen: string[] = [];
    const result = await start(
      `say("one\\r\\n\\u001b[31mtwo\\u001b[0m\\nthr"); setTimeout(() => { say("ee"); process.exitCode = 3; }, 20)`,
      {
        onLine: (line) => seen.push(line),
      },
    );
    expect(result).toEqual({ ended: "exit", exitCode: 3, lines: ["one", "two", "three"] });
    expect(seen).toEqual(["one", "two", "three"]);
  });

  it("keeps the last state of progress that is drawn over itself, and shows every one", async () => {
    const seen: string[] = [];
    const result = await start(
      String.raw`say("-\r\\\rUploading - [##--] 49,6%\rUploading - [###-] 80%\rUploading - [####] 100,0% (Events: 19/19)\nPower Pages website upload succeeded in 14,97 secs.\n")`,
      { onLine: (line) => seen.push(line) },
    );
    expect(result.lines).toEqual(["Uploading - [####] 100,0% (Events: 19/19)", "Power Pages website upload succeeded in 14,97 secs."]);
    expect(seen).toHaveLength(4);
  });

  it("reads letters that come in two pieces", async () => {
    const result = await start(
      `const b = Buffer.from("Köln 海\\n"); process.stdout.write(b.subarray(0, 2)); setTimeout(() => process.stdout.write(b.subarray(2)), 20)`,
    );
    expect(result.lines).toEqual(["Köln 海"]);
  });

  it("takes the error stream as well", async () => {
    expect((await start(`process.stderr.write("Error: no\\n")`)).lines).toEqual(["Error: no"]);
  });

  it("hands arguments over as they are", async () => {
    const pac = await createScriptedPac({ "--path": "" });
    const args = ["--path", "/a b/$(touch x); `x` \"'", "--name", "é*"];
    await runPac({ path: pac.path, args, environment: process.env, timeLimitMs: 20_000 });
    expect(await pac.calls()).toEqual([args]);
  });

  it("gives the environment it was told, and the folder", async () => {
    const cwd = await mkdtemp(join(tmpdir(), "cwd-"));
    const result = await start(
      `say([process.env.ONE, process.env.TWO, fs.realpathSync(".") === fs.realpathSync(${JSON.stringify(cwd)})].join())`,
      {
        environment: { PATH: process.env["PATH"], ONE: "1", TWO: undefined },
        cwd,
      },
    );
    expect(result.lines).toEqual(["1,,true"]);
  });

  it("stops at the time limit, by asking first", async () => {
    const result = await start(
      `process.on("SIGINT", () => { say("ending\\n"); process.exit(0); }); say("begun\\n"); setInterval(() => {}, 1000)`,
      {
        timeLimitMs: 2_500,
      },
    );
    expect(result).toEqual({ ended: "time-limit", exitCode: 124, lines: ["begun", "ending"] });
  });

  it("stops when it is cancelled, with what it has started", async () => {
    const controller = new AbortController();
    const result = await start(
      `say(require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" }).pid + "\\n"); setInterval(() => {}, 1000)`,
      { signal: controller.signal, onLine: () => controller.abort() },
    );
    expect(result).toMatchObject({ ended: "cancelled", exitCode: 130 });
    const started = Number(result.lines[0]);
    expect(started).toBeGreaterThan(1);
    await expect.poll(() => isRunning(started)).toBe(false);
  });

  it("does not start when it is cancelled before", async () => {
    const pac = await createScriptedPac({});
    const result = await runPac({
      path: pac.path,
      args: ["x"],
      environment: {},
      timeLimitMs: 1000,
      signal: AbortSignal.abort(),
    });
    expect(result.ended).toBe("cancelled");
    expect(await pac.calls()).toEqual([]);
  });

  it("does not wait for what pac leaves behind", async () => {
    const script = `require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" }).unref(); say("done\\n")`;
    expect(await start(script, { signal: new AbortController().signal })).toEqual({ ended: "exit", exitCode: 0, lines: ["done"] });
  });

  it("tells a death by a signal from an end", async () => {
    expect(await start(`process.kill(process.pid, "SIGKILL"); setInterval(() => {}, 1000)`)).toMatchObject({
      ended: "exit",
      exitCode: 137,
    });
  });

  it("says which program could not be started", async () => {
    const run = { args: [], environment: {}, timeLimitMs: 1000 };
    await expect(runPac({ ...run, path: "/nowhere/pac" })).rejects.toMatchObject({ code: "pac-not-started", exitCode: 3 });
  });
});
