/*
 * Who says whether the visitor may be tracked. The build makes the tracking script once for each source, with that file in place of this one.
 */
export { connectSource } from "./sources/banner.ts";
