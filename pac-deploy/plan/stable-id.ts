import { createHash } from "node:crypto";

/**
 * UUID version 5 (RFC 9562): the same for the same namespace and name, so that applying twice finds its own records.
 * @param namespace a GUID: the website's id
 * @param name `portal-kit/<kind>/<name>[/<language>]`
 */
export function stableId(namespace: string, name: string): string {
  const bytes = createHash("sha1")
    .update(Buffer.from(namespace.replaceAll("-", ""), "hex"))
    .update(name, "utf8")
    .digest()
    .subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
