import { UserError } from "../../contract/user-error.ts";
import type { CiOptions } from "./ci-options.ts";
import { identifier } from "./render-yaml.ts";

/**
 * Refuses names that would mean something to the system that reads the pipelines: whoever may name a website in the studio may not write workflows.
 * @throws UserError `ci-name-refused`, exit code 1
 */
export function assertRenderable({ site, siteName, environments }: Pick<CiOptions, "site" | "siteName" | "environments">): void {
  const refuse = (message: string, hint: string): never => {
    throw new UserError("ci-name-refused", message, { exitCode: 1, hint });
  };
  for (const [what, text] of [
    ["the path of the site folder", site],
    ["the name of the site", siteName],
  ] as const) {
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    if (/\$\{\{|\$[([]|##(?:vso)?\[|[\u0000-\u001F\u007F\u2028\u2029]/.test(text))
      refuse(
        `${what} holds what a pipeline would take for a command or a variable of its own`,
        "Rename it, or write the pipelines by hand.",
      );
  }
  const names = new Map<string, string>();
  for (const { name } of environments) {
    const other = names.get(identifier(name).toLowerCase());
    if (other !== undefined)
      refuse(`the environments ${other} and ${name} would be one name in a pipeline`, "Rename one of them in the configuration.");
    names.set(identifier(name).toLowerCase(), name);
  }
}
