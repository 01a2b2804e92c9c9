import { Command } from "commander";
import { kitVersion } from "../contract/names.ts";
import { addApply } from "./commands/apply.ts";
import { addAuth } from "./commands/auth.ts";
import { addCheck } from "./commands/check.ts";
import { addCi } from "./commands/ci.ts";
import { addDemo } from "./commands/demo.ts";
import { addDeploy } from "./commands/deploy.ts";
import { addDev } from "./commands/dev.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addDrift } from "./commands/drift.ts";
import { addExplain } from "./commands/explain.ts";
import { addInit } from "./commands/init.ts";
import { addPlan } from "./commands/plan.ts";
import { addProfile } from "./commands/profile.ts";
import { addRemove } from "./commands/remove.ts";
import { addRollback } from "./commands/rollback.ts";
import { addVerify } from "./commands/verify.ts";

/** Where the installed package keeps its parts. */
export interface PackageFolders {
  /** `dist/kit`: what the build made of the browser folders. */
  readonly kitFolder: string;
  /** The package itself: starter sites and sample scripts lie below it. */
  readonly packageFolder: string;
}

/** The `portal-kit` command line. */
export function createProgram(folders: PackageFolders): Command {
  const program = new Command("portal-kit")
    .description("Turns anonymous visitors of a Power Pages site into known contacts.")
    .version(kitVersion)
    .showHelpAfterError()
    .exitOverride();
  for (const add of [
    addDemo,
    addDev,
    addInit,
    addPlan,
    addApply,
    addRemove,
    addCheck,
    addExplain,
    addDoctor,
    addDeploy,
    addRollback,
    addDrift,
    addAuth,
    addVerify,
    addProfile,
    addCi,
  ]) {
    add(program, folders);
  }
  // Subcommands do not inherit it: a wrong flag is exit code 2, not commander's 1.
  for (const command of program.commands) command.exitOverride();
  return program;
}
