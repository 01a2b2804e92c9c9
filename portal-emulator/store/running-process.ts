import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

export interface RunningProcess {
  readonly pid: number;
  /** Opaque; differs between two processes that had the same id. undefined: the system does not tell. */
  readonly startedAt: string | undefined;
}

export function describeProcess(pid: number): RunningProcess {
  return { pid, startedAt: readStart(pid) };
}

/** Whether that very process still runs; a newcomer with its id does not count. */
export function isRunning(described: RunningProcess): boolean {
  if (!exists(described.pid)) {
    return false;
  }
  const startedAt = readStart(described.pid);
  return described.startedAt === undefined || startedAt === undefined || described.startedAt === startedAt;
}

function exists(pid: number): boolean {
  if (pid <= 0) {
    return false;
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function readStart(pid: number): string | undefined {
  if (process.platform === "linux") {
    return readLinuxStart(pid);
  }
  if (process.platform === "win32") {
    // Asking Windows costs a second of PowerShell at every start; the id alone decides there.
    return undefined;
  }
  const answer = spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8", env: { LC_ALL: "C" } });
  return answer.status === 0 ? answer.stdout.trim() : undefined;
}

/** Ticks since boot, with the boot's id: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function readLinuxStart(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command name may hold blanks and parentheses; the fields behind the last one are numbers.
    const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return ticks === undefined ? undefined : `${boot}/${ticks}`;
  } catch (error) {
    if (error instanceof Error && "code" in error) {
      return undefined;
    }
    throw error;
  }
}
