/** A member of whatever the page may hold there. */
export function readMember(value: unknown, key: string): unknown {
  // Anything but null and undefined may be asked for any member; what comes back is unknown.
  return value === null || value === undefined ? undefined : (value as Record<string, unknown>)[key];
}
