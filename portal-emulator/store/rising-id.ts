import { randomUUID } from "node:crypto";

/**
 * An id that sorts after those of smaller numbers, in the form of a UUID version 7: rows that come in order fill the file from page to page.
 * Dataverse's own ids rise for the same reason. https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-entity-web-api
 * @param number whole, from 0: milliseconds since the epoch, or a row's version
 */
export function risingId(number: number): string {
  const high = number.toString(16).padStart(12, "0");
  const random = randomUUID();
  return `${high.slice(0, 8)}-${high.slice(8)}-7${random.slice(15)}`;
}
