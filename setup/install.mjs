// Installs what the demo and the tests need and is not there yet: the locked packages and, with --browsers, the browsers.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findBrowser } from "../pac-deploy/verify/browser/find-browser.mjs";
import { runStep } from "./run-step.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

function installPackages() {
  const stamp = join(root, "node_modules", ".portal-kit-lock");
  const wanted = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return true;
  console.error("Installing packages (npm ci) ...");
  if (!runStep("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: root })) return false;
  writeFileSync(stamp, wanted);
  return true;
}

function installBrowsers() {
  const missing = ["chromium", "firefox"].filter((kind) => !findBrowser(kind));
  if (missing.length === 0) return true;
  const packages = missing.map((kind) => (kind === "firefox" ? "firefox-esr" : kind));
  if (process.platform === "linux" && existsSync("/usr/bin/apt-get") && process.getuid?.() === 0) {
    console.error(`Installing ${packages.join(" and ")} (apt-get) ...`);
    const quiet = { stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
    runStep("apt-get", ["update", "-qq"], quiet);
    runStep("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages, "fonts-dejavu-core"], quiet);
  }
  const still = ["chromium", "firefox"].filter((kind) => !findBrowser(kind));
  if (still.length === 0) return true;
  const names = `install ${packages.join(" and ")} (Debian: apt-get install), or name them in the environment variables CHROMIUM_PATH and FIREFOX_PATH.`;
  // Chromium runs the story; a person without Firefox is told that its one flow is skipped, CI has both.
  if (!still.includes("chromium") && !process.env.CI) {
    console.error(`No firefox found: the flow in Firefox is skipped. To run it, ${names}`);
    return true;
  }
  console.error(`No ${still.join(" and no ")} found, which the browser tests need: ${names}`);
  return false;
}

if (!installPackages()) process.exit(3);
if (process.argv.includes("--browsers") && !installBrowsers()) process.exit(3);
