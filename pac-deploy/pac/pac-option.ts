import type { Command } from "commander";

/** Flag of the commands that run pac. */
export interface PacOption {
  readonly pac?: string;
}

export const addPacOption = (command: Command): Command =>
  command.option("--pac <path>", "the Power Platform CLI (default: PORTAL_KIT_PAC, else the one on the PATH or among the .NET tools)");
