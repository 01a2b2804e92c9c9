import type { VisitorState } from "../../contract/emulator.ts";
import type { MomentKind } from "../timeline/build-timeline.ts";

/** Paths in a 20 × 20 box, stroked. */
export const momentIcons: Readonly<Record<MomentKind, string>> = {
  "first-seen": "M10 3v3M10 14v3M3 10h3M14 10h3",
  view: "M2.5 10S5.5 5 10 5s7.5 5 7.5 5-3 5-7.5 5-7.5-5-7.5-5ZM10 8a2 2 0 1 0 0 4 2 2 0 0 0 0-4Z",
  click: "M6 3.5l9 5.2-4 1.1-1.6 4.2ZM11.5 12.5l3 3",
  created: "M8.5 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM3 16.5a5.5 5.5 0 0 1 9.5-3.8M15 11.5v5M12.5 14h5",
  reused: "M8.5 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM3 16.5a5.5 5.5 0 0 1 9-4.2M12.5 15l2 2 3.5-4",
  linked: "M8.5 11.5l3-3M9 6.5l1.5-1.5a3.2 3.2 0 0 1 4.5 4.5L13.5 11M11 13.5L9.5 15A3.2 3.2 0 0 1 5 10.5L6.5 9",
  unmatched: "M10 6.5v4.5M10 13.7v.1M10 3 2.5 16.5h15Z",
  known: "M4 10.5l4 4 8-9",
};

export const stateIcons: Readonly<Record<VisitorState, string>> = {
  unknown: "M7.5 7.5a2.5 2.5 0 1 1 3.7 2.2c-.8.5-1.2 1-1.2 1.8M10 14.3v.1",
  pending: "M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM10 6.5V10l2.5 1.5",
  known: "M5 10.3l3.5 3.5L15 7",
  expired: "M6 10h8",
};
