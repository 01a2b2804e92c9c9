import { installLibrary } from "./install-library.ts";

/** Only while a classic script runs does it know its own address, and with it which product it was asked to be. */
const source = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : "";

installLibrary({ page: window, source });
