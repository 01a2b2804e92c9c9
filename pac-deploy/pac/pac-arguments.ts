import { UserError } from "../../contract/user-error.ts";
import type { DataModel } from "../../site/site.ts";
import type { DownloadOptions, UploadOptions } from "./pac.ts";

/**
 * The arguments of pac, as documented: https://learn.microsoft.com/power-platform/developer/cli/reference/pages and …/auth. No secret is ever among them.
 * An omitted model version means Standard to pac and the latest to its tasks for Azure DevOps: it is never omitted.
 */
export const pacArguments = {
  version: (): string[] => ["--version"],
  help: (): string[] => ["help"],
  authList: (): string[] => ["auth", "list"],
  siteList: (environment: string): string[] => ["pages", "list", "--environment", environment, "--verbose"],
  download: ({
    environment,
    into,
    websiteId,
    kind,
    model,
  }: Pick<DownloadOptions, "environment" | "into" | "websiteId" | "kind" | "model">): string[] => [
    "pages",
    kind === "code" ? "download-code-site" : "download",
    "--environment",
    environment,
    "--path",
    into,
    "--webSiteId",
    websiteId,
    ...(kind === "code" ? [] : ["--modelVersion", modelVersion(model)]),
    "--overwrite",
  ],
  upload: ({ environment, folder, model, profile, all }: Omit<UploadOptions, "kind" | "signal" | "onLine">): string[] => [
    "pages",
    "upload",
    "--environment",
    environment,
    "--path",
    folder,
    "--modelVersion",
    modelVersion(model),
    ...(profile === undefined ? [] : ["--deploymentProfile", assertTag(profile)]),
    ...(all === true ? ["--forceUploadAll"] : []),
  ],
  uploadCodeSiteHelp: (): string[] => ["pages", "upload-code-site", "help"],
  /** @param environment only for a pac whose help names the flag: it is not documented */
  uploadCodeSite: ({ folder, environment }: { readonly folder: string; readonly environment: string | undefined }): string[] => [
    "pages",
    "upload-code-site",
    ...(environment === undefined ? [] : ["--environment", environment]),
    "--rootPath",
    folder,
  ],
} as const;

const modelVersion = (model: DataModel): string => (model === "enhanced" ? "Enhanced" : "Standard");

/** The tag becomes part of a file name below `deployment-profiles/`. */
function assertTag(tag: string): string {
  if (/^[\w][\w.-]*$/.test(tag)) return tag;
  throw new UserError(
    "deployment-profile-invalid",
    `"${tag}" is no name of a deployment profile: letters, digits, "-", "_" and "." were expected`,
    {
      exitCode: 2,
    },
  );
}
