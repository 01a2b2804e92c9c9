/** Where profiles lie in a site folder. */
export const profilesFolder = "deployment-profiles";

/** A tag that is a file name anywhere, and no flag. */
export const tagPattern = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

export const profilePath = (tag: string): string => `${profilesFolder}/${tag}.deployment.yml`;

/** undefined: not a file that `--deploymentProfile` finds. */
export const tagOf = (path: string): string | undefined => /^deployment-profiles\/([^/]+)\.deployment\.yml$/.exec(path)?.[1];
