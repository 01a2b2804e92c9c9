import { spawn, type ChildProcess } from "node:child_process";
import { UserError } from "../../contract/user-error.ts";
import { cleanLine, isSpinner, parseProgress } from "./pac-lines.ts";

export interface PacRun {
  readonly path: string;
  readonly args: readonly string[];
  /** What pac finds in its environment. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly timeLimitMs: number;
  /** Ends it. With one, Ctrl+C in the terminal does not reach pac by itself: who hands it over decides. */
  readonly signal?: AbortSignal;
  /** Every line as it comes, unhidden. */
  readonly onLine?: (line: string) => void;
}

export interface PacRunResult {
  /** `exit`: by itself; its exit code proves nothing. */
  readonly ended: "exit" | "time-limit" | "cancelled" | "flood";
  /** 124 after the time limit, 130 after a cancellation, 137 where something else has killed it. */
  readonly exitCode: number;
  /** What it printed on stdout and stderr, without colours; of progress drawn over itself the last state. May hold secrets: hide before it is shown. */
  readonly lines: readonly string[];
}

/** pac gets this long to end by itself after SIGINT. */
const graceMs = 10_000;
/** A program that is gone can have left others that hold its pipes. */
const drainMs = 2_000;
/** Many times what the largest site makes pac print. */
const maxChars = 32 * 1024 * 1024;

/**
 * Runs pac to its end, without a shell.
 * @throws UserError `pac-not-started`
 */
export async function runPac(run: PacRun): Promise<PacRunResult> {
  if (run.signal?.aborted === true) return { ended: "cancelled", exitCode: 130, lines: [] };
  // A process group of its own: a terminal's Ctrl+C reaches the kit alone, and what pac has started ends with it.
  const isGroup = process.platform !== "win32" && run.signal !== undefined;
  const child = spawn(run.path, [...run.args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...run.environment },
    windowsHide: true,
    detached: isGroup,
    ...(run.cwd === undefined ? {} : { cwd: run.cwd }),
  });
  const printed = collectLines(child, run);
  return await new Promise((resolve, reject) => {
    let ended: PacRunResult["ended"] = "exit";
    const timers: NodeJS.Timeout[] = [];
    const stop = (why: PacRunResult["ended"]): void => {
      if (ended !== "exit") return;
      ended = why;
      interrupt();
      timers.push(setTimeout(() => kill(child, "SIGKILL", isGroup), graceMs));
    };
    const interrupt = (): void => kill(child, "SIGINT", isGroup);
    const cancel = (): void => stop("cancelled");
    timers.push(setTimeout(() => stop("time-limit"), run.timeLimitMs));
    run.signal?.addEventListener("abort", cancel, { once: true });
    // The kit ends before pac does: nobody would read back what goes on then.
    process.once("exit", interrupt);
    printed.onFlood(() => stop("flood"));
    const settle = (): void => {
      for (const timer of timers) clearTimeout(timer);
      run.signal?.removeEventListener("abort", cancel);
      process.off("exit", interrupt);
    };
    child.once("error", (cause: NodeJS.ErrnoException) => {
      settle();
      reject(notStarted(run.path, cause));
    });
    child.once("exit", () => {
      timers.push(
        setTimeout(() => {
          kill(child, "SIGKILL", isGroup);
          child.stdout.destroy();
          child.stderr.destroy();
        }, drainMs),
      );
    });
    child.once("close", (code, signal) => {
      settle();
      const exitCode = ended === "time-limit" ? 124 : ended === "cancelled" ? 130 : (code ?? (signal === null ? 1 : 137));
      resolve({ ended, exitCode, lines: printed.end() });
    });
  });
}

/** The whole process group where there is one. On Windows either signal ends the program at once. */
function kill(child: ChildProcess, signal: "SIGINT" | "SIGKILL", isGroup: boolean): void {
  if (child.pid === undefined) return;
  try {
    if (isGroup) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch (error) {
    // ESRCH: it has ended meanwhile, which is what was wanted; EPERM (macOS): nothing but zombies is left of the group.
    const { code } = error as NodeJS.ErrnoException; // process.kill throws nothing else
    if (code !== "ESRCH" && code !== "EPERM") throw error;
  }
}

function notStarted(path: string, cause: NodeJS.ErrnoException): UserError {
  const why = cause.code === "ENOENT" ? "the program or the folder it is to run in is not there" : cause.message;
  return new UserError("pac-not-started", `${path} could not be started: ${why}`, {
    exitCode: 3,
    cause,
    hint: cause.code === "EINVAL" ? "A batch file needs a shell; name pac.exe with --pac." : "Does `pac help` work in a terminal?",
  });
}

interface PrintedLines {
  onFlood(act: () => void): void;
  end(): readonly string[];
}

function collectLines(child: ChildProcess, { onLine }: PacRun): PrintedLines {
  const lines: string[] = [];
  let chars = 0;
  let flood: (() => void) | undefined;
  const add = (raw: string): void => {
    const line = cleanLine(raw);
    if (isSpinner(line) || (line === "" && (lines.at(-1) ?? "") === "")) return;
    const isRedrawn = parseProgress(line) !== undefined && parseProgress(lines.at(-1) ?? "") !== undefined;
    if (isRedrawn) lines.pop();
    lines.push(line);
    onLine?.(line);
  };
  const streams = [child.stdout, child.stderr].flatMap((stream) => (stream === null ? [] : [stream]));
  const flushers = streams.map((stream) => {
    let rest = "";
    stream.setEncoding("utf8").on("data", (text: string) => {
      chars += text.length;
      // A console that was set to UTF-16: what is not ASCII is lost, and nothing that is read from pac is.
      const letters = text.replaceAll("\0", "");
      if (chars > maxChars) {
        flood?.();
        return;
      }
      const parts = (rest + letters).split(/\r\n|\n|\r(?!$)/);
      rest = parts.pop() ?? "";
      for (const part of parts) add(part);
    });
    return (): void => {
      if (rest.trim() !== "") add(rest);
    };
  });
  return {
    onFlood: (act) => void (flood = act),
    end() {
      for (const flush of flushers) flush();
      return lines;
    },
  };
}
