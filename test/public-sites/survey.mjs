// `node test/public-sites/survey.mjs <folder with site folders> [--json]`: what the emulator makes of every site folder below a folder.
import { register } from "node:module";

// Node 20 does not strip types.
register("./typescript-loader.mjs", import.meta.url);
const { runSurvey } = await import("./run-survey.ts");
process.exitCode = await runSurvey(process.argv.slice(2));
