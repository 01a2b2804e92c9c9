// Not TypeScript: the setup of a clone looks for browsers too, in Nodes that run no types, before anything is built.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

export const browserKinds = ["chromium", "firefox"];

const places = {
  chromium: {
    variable: "CHROMIUM_PATH",
    names: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"],
    mac: [
      "Google Chrome.app/Contents/MacOS/Google Chrome",
      "Chromium.app/Contents/MacOS/Chromium",
      "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ],
    windows: ["Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe"],
  },
  firefox: {
    variable: "FIREFOX_PATH",
    names: ["firefox-esr", "firefox"],
    mac: ["Firefox.app/Contents/MacOS/firefox"],
    windows: ["Mozilla Firefox/firefox.exe"],
  },
};

/** Path of an installed browser of that kind: named by its variable, on PATH, or at its usual place. A variable that names none counts for none, so that a typing error shows. */
export function findBrowser(kind, { env, exists } = { env: process.env, exists: existsSync }) {
  const { variable, names, mac, windows } = places[kind];
  const named = env[variable];
  if (named) return exists(named) ? named : undefined;
  const folders = (env.PATH ?? "").split(delimiter).filter(Boolean);
  const roots = [env.PROGRAMFILES, env["PROGRAMFILES(X86)"], env.LOCALAPPDATA].filter(Boolean);
  return [
    ...names.flatMap((name) => folders.map((folder) => join(folder, name))),
    ...mac.map((path) => `/Applications/${path}`),
    ...windows.flatMap((path) => roots.map((root) => join(root, path))),
  ].find((path) => exists(path));
}

/** The browser that is there, Chromium before Firefox. */
export function findAnyBrowser(surroundings) {
  for (const kind of browserKinds) {
    const path = findBrowser(kind, surroundings);
    if (path !== undefined) return { kind, path };
  }
  return undefined;
}
