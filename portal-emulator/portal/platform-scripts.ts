/** Where the emulated portal keeps the platform's scripts; a real one has them on the portal or on the platform's content hosts, under names that change. */
export const platformScriptFolder = "/_portal/emulated/";

/** In the order in which they run. */
export const platformScripts = ["jquery.min.js", "preform.js"].map((name) => platformScriptFolder + name);
