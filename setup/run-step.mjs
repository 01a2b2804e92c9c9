import { spawnSync } from "node:child_process";

/**
 * Runs a command with its output on this terminal; true when it ended well.
 * npm and the programs in node_modules/.bin are scripts on Windows, hence the shell there.
 */
export function runStep(command, args, options = {}) {
  const result = spawnSync(command, args, { stdio: "inherit", shell: process.platform === "win32", ...options });
  if (result.error) console.error(`${command}: ${result.error.message}`);
  return result.status === 0;
}
