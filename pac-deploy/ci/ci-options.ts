/** How a pipeline signs in to an environment. */
export const ciAuths = ["federated", "secret"] as const;
export type CiAuth = (typeof ciAuths)[number];

export const ciSystems = ["github", "azure-devops"] as const;
export type CiSystem = (typeof ciSystems)[number];

export interface CiEnvironment {
  /** Its name in the configuration, and that of the pipeline's environment with its approvals and secrets. */
  readonly name: string;
  readonly url: string;
  readonly isProduction: boolean;
  /** Names that its deployment profile takes from the environment of the process: the pipeline's secrets of these names. */
  readonly variables: readonly string[];
}

/** What the templates are filled with; every text of it is the site's own and comes from files that the person named. */
export interface CiOptions {
  readonly auth: CiAuth;
  /** The site folder from the repository's root, with `/`; `.` for the root itself. */
  readonly site: string;
  readonly siteName: string;
  /** In the order in which they are deployed to. */
  readonly environments: readonly CiEnvironment[];
}

/** A file of a pipeline, by its path from the repository's root. */
export interface CiFile {
  readonly path: string;
  readonly text: string;
}
