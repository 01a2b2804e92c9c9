/** Where the emulated portal keeps the platform's scripts; a real one has them on the portal or on the platform's content hosts, under names that change. */
export const platformScriptFolder = "/_portal/emulated/";

/** In the order in which they run. */
export const platformScripts = ["jquery.min.js", "preform.js"].map((name) => platformScriptFolder + name);

/** Hosts that the documented default policy names for the platform's scripts. https://learn.microsoft.com/power-pages/security/manage-content-security-policy */
export const platformContentHosts = [
  "content.powerapps.com",
  "content.powerapps.us",
  "content.appsplatform.us",
  "content.powerapps.cn",
] as const;
