import { openCapturePage } from "../contact-capture/open-capture-page.ts";
import { captureOn } from "./capture-on.ts";
import type { CaptureOptions } from "./capture-options.ts";
import type { Capture } from "./capture.ts";

/** The kit's steps for a page that renders its own forms. To be called in the browser, once per page. */
export const createCapture = (options: CaptureOptions = {}): Capture => captureOn(openCapturePage(), options);
