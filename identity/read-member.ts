import { attempt } from "./attempt.ts";

/** A member of whatever the page may hold there; undefined also where the page throws at whoever looks. */
export function readMember(value: unknown, key: string): unknown {
  // Anything but null and undefined may be asked for any member; what comes back is unknown.
  return attempt(() => (value as Record<string, unknown>)[key]);
}
