// The README's first command: installs what is missing, builds, and becomes the demo. One process, so that a signal to it reaches the demo.
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { runStep } from "./run-step.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const steps = [[join(root, "setup", "install.mjs")], [join(root, "node_modules", "rollup", "dist", "bin", "rollup"), "-c", "--silent"]];
for (const step of steps) {
  if (!runStep(process.execPath, step, { cwd: root, shell: false })) process.exit(3);
}
// npm hands a SIGTERM on to its shell only; a shell that is gone means the same.
const shell = process.ppid;
setInterval(() => process.ppid === shell || process.kill(process.pid, "SIGTERM"), 500).unref();
const bin = join(root, "dist", "bin.mjs");
process.argv = [process.execPath, bin, "demo", ...process.argv.slice(2)];
await import(pathToFileURL(bin).href);
