#!/usr/bin/env node
import { fileURLToPath } from "node:url";
import { renderError } from "./render-error.ts";
import { createProgram } from "./create-program.ts";

// `portal-kit plan | head` closes the pipe early; a command still ends as it should, above all one that writes.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

const program = createProgram({
  kitFolder: fileURLToPath(new URL("kit/", import.meta.url)),
  packageFolder: fileURLToPath(new URL("../", import.meta.url)),
});

try {
  await program.parseAsync(process.argv);
} catch (error) {
  const { text, exitCode } = renderError(error);
  if (text !== "") console.error(text);
  process.exitCode = exitCode;
}
