export { createCapture } from "./create-capture.ts";
export type { CaptureOptions } from "./capture-options.ts";
export type { Capture, CaptureResult, CaptureValues } from "./capture.ts";
export type { PageEvents } from "./page-globals.ts";
