import { InvalidArgumentError, Option, type Command } from "commander";
import { collations } from "../../contract/emulator.ts";
import type { EmulatorFlags } from "../run-emulator.ts";

export function addEmulatorOptions(command: Command): Command {
  return command
    .option("--portal-port <port>", "port of the portal; 0: any free one", parsePort, 4180)
    .option("--portal-host <name>", "localhost, or a name below it such as portal.localhost, for sites that call no portal on localhost")
    .option("--org-port <port>", "port of the Dataverse organization", parsePort, 4181)
    .option("--insights-port <port>", "port of Customer Insights", parsePort, 4182)
    .option("--db <file>", "database file, kept between runs", ":memory:")
    .option("--schema <file>", "custom tables, columns and relationships of the organization (JSON)")
    .option("--solution <folder>", "unpacked solution: the organization's forms and views, and tables that --schema does not describe")
    .option("--plugins <module>", "plug-ins, custom APIs and environment variables of the organization (JavaScript module)")
    .addOption(
      new Option("--collation <name>", "how the organization compares text; case never counts")
        .choices(collations)
        .default("accent-insensitive"),
    )
    .option("--no-persona-bar", "pages do not offer to be seen as somebody else")
    .option("--no-open", "do not open a browser");
}

export type EmulatorOptions = EmulatorFlags;

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError("expected a port from 0 to 65535");
  return port;
}
