/** What the emulator's switches of these names say to the stand-in library, which runs in the browser. */
export interface LibrarySettings {
  readonly trackerOptOutHook: "journeys" | "both";
  readonly trackerUserConsent: "ignored" | "obeyed";
  readonly trackerNavigation: "page-loads" | "history";
}

export const strictLibrarySettings: LibrarySettings = {
  trackerOptOutHook: "journeys",
  trackerUserConsent: "ignored",
  trackerNavigation: "page-loads",
};

/** The built library inside a function whose parameter `standInSettings` it finds its settings in; nothing is left on the page for them. */
export function renderLibrary(library: string, { trackerOptOutHook, trackerUserConsent, trackerNavigation }: LibrarySettings): string {
  const settings: LibrarySettings = { trackerOptOutHook, trackerUserConsent, trackerNavigation };
  return `(function(standInSettings){\n${library}\n})(${JSON.stringify(settings)});\n`;
}
