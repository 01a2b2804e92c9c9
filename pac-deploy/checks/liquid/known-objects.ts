/** Objects that every page of the portal has. https://learn.microsoft.com/power-pages/configure/liquid/liquid-objects */
export const knownObjects: ReadonlySet<string> = new Set(
  "user request params page website settings snippets weblinks sitemap sitemarkers entities now language ads blogs events forums polls knowledge resx searchindex entitylist entityview forloop tablerowloop block context sharepoint uniqueid".split(
    " ",
  ),
);

/** What the portal hands to templates of its own: polls, ads, blogs and events. */
export const handedObjects: ReadonlySet<string> = new Set("ad article blog blogpost event forum poll post question thread".split(" "));
