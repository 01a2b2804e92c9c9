import { strictLibrarySettings } from "../library-settings.ts";
import type { LibrarySettings } from "../library-settings.ts";
import { installLibrary } from "./install-library.ts";

/** Parameter of the function the emulator serves the library in. */
declare const standInSettings: LibrarySettings | undefined;

/** Only while a classic script runs does it know its own address, and with it which product it was asked to be. */
const source = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : "";

installLibrary({ page: window, source, settings: typeof standInSettings === "undefined" ? strictLibrarySettings : standInSettings });
