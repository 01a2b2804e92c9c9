import { createPrint } from "./session.ts";
import { runCall } from "./run-call.ts";

// The wrapper names the store first; what follows is what the caller wrote.
const [storeFolder = "", ...argv] = process.argv.slice(2);
process.exit(
  await runCall({
    storeFolder,
    argv,
    cwd: process.cwd(),
    variables: process.env,
    callId: String(process.pid),
    createPrint,
    kill: () => process.kill(process.pid, "SIGKILL"),
  }),
);
