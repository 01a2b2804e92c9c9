#!/usr/bin/env node
import { fileURLToPath } from "node:url";
import { renderError } from "./render-error.ts";
import { createProgram } from "./create-program.ts";

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
