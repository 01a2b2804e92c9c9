import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const windowsRoots = [process.env.PROGRAMFILES, process.env["PROGRAMFILES(X86)"], process.env.LOCALAPPDATA].filter(Boolean);

const candidates = {
  chromium: {
    variable: "CHROMIUM_PATH",
    names: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"],
    files: [
      "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
      "/Applications/Chromium.app/Contents/MacOS/Chromium",
      "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
      ...windowsRoots.flatMap((root) => [
        join(root, "Google/Chrome/Application/chrome.exe"),
        join(root, "Microsoft/Edge/Application/msedge.exe"),
      ]),
    ],
  },
  firefox: {
    variable: "FIREFOX_PATH",
    names: ["firefox-esr", "firefox"],
    files: ["/Applications/Firefox.app/Contents/MacOS/firefox", ...windowsRoots.map((root) => join(root, "Mozilla Firefox/firefox.exe"))],
  },
};

/** Path of an installed browser (`chromium` or `firefox`), named by an environment variable, on PATH or at its usual place. */
export function findBrowser(kind) {
  const { variable, names, files } = candidates[kind];
  const onPath = names.flatMap((name) => (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name)));
  return [process.env[variable], ...onPath, ...files].find((path) => path && existsSync(path));
}
