import type { SiteView } from "../../../pac-deploy/init/look-at-site.ts";

/** A site in which nothing is out of the ordinary. */
export const plainView: SiteView = {
  kind: "classic",
  model: "enhanced",
  name: "Club",
  tracker: undefined,
  consentTool: undefined,
  header: "Header",
  hasAnonymousRole: true,
  hasAuthenticatedRole: true,
  enhancedAuthorization: undefined,
  languages: [{ code: "en-US", hasTexts: true }],
  takenPages: new Set(["home"]),
  scripts: [],
};
