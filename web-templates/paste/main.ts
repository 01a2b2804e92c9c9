import { attempt } from "../../identity/attempt.ts";
import { preparePaste } from "./prepare-paste.ts";

// The tracking script comes after this one, and says what is wrong with the page.
// oxlint-disable-next-line no-console -- whoever pastes by hand looks there, and has no listener
attempt(() => preparePaste(document, (text) => console.warn(text)));
