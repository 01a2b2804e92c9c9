/**
 * What the pipelines use, each in one version: an action by the commit that its release tag stood for when this was written (read from the tags of each repository).
 * Nobody but their owners decides where a tag points tomorrow.
 */
export const actions = {
  checkout: "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
  setupNode: "actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0",
  setupDotnet: "actions/setup-dotnet@a98b56852c35b8e3190ac28c8c2271da59106c68 # v6.0.0",
  uploadArtifact: "actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0",
  uploadSarif: "github/codeql-action/upload-sarif@8aad20d150bbac5944a9f9d289da16a4b0d87c1e # v4.36.2",
} as const;

/** A version that others run in pipelines on .NET 9; it was not run against a live environment here. */
export const pacVersion = "1.52.1";
export const dotnetVersion = "9.0.x";
export const nodeVersion = "22";

/** A named image, since `latest` is another one some day. */
export const runner = "ubuntu-24.04";
