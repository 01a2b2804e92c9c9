import { describe, expect, it } from "vitest";
import { replaceList } from "../../../pac-deploy/deploy/replace-list.ts";

const [a, b] = ["00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b"];
const inFile = { id: a, idKey: "adx_id", key: "adx_roles" };

describe("replaceList", () => {
  it.each([
    ["a list of a record", `adx_id: ${a}\nadx_roles:\n- x\nadx_z: 1\n`, `adx_id: ${a}\nadx_roles:\n- x\n- y\nadx_z: 1\n`],
    ["the list at the end of a file", `adx_id: ${a}\nadx_roles:\n- x\n`, `adx_id: ${a}\nadx_roles:\n- x\n- y\n`],
    ["an empty list", `adx_id: ${a}\nadx_roles: []\nadx_z: 1\n`, `adx_id: ${a}\nadx_roles:\n- x\n- y\nadx_z: 1\n`],
    ["an empty value with a blank behind it", `adx_id: ${a}\nadx_roles: \nadx_z: 1\n`, `adx_id: ${a}\nadx_roles:\n- x\n- y\nadx_z: 1\n`],
    ["a key that is missing", `adx_id: ${a}\nadx_z: 1\n`, `adx_id: ${a}\nadx_roles:\n- x\n- y\nadx_z: 1\n`],
    ["CR LF", `adx_id: ${a}\r\nadx_roles:\r\n- x\r\nadx_z: 1\r\n`, `adx_id: ${a}\r\nadx_roles:\r\n- x\r\n- y\r\nadx_z: 1\r\n`],
    ["no final line end", `adx_id: ${a}\nadx_roles:\n- x`, `adx_id: ${a}\nadx_roles:\n- x\n- y`],
    [
      "an item of a list",
      `- adx_id: ${b}\n  adx_roles:\n  - z\n- adx_id: ${a}\n  adx_roles:\n  - x\n`,
      `- adx_id: ${b}\n  adx_roles:\n  - z\n- adx_id: ${a}\n  adx_roles:\n  - x\n  - y\n`,
    ],
    ["a byte order mark", `\uFEFFadx_id: ${a}\nadx_roles:\n- x\n`, `\uFEFFadx_id: ${a}\nadx_roles:\n- x\n- y\n`],
  ])("writes %s and leaves every other byte", (_name, before, after) => {
    expect(replaceList(before, inFile, ["x", "y"])).toBe(after);
  });

  it.each([
    ["a list that others refer to", `- adx_id: ${a}\n  adx_roles: &o0\n  - x\n- adx_id: ${b}\n  adx_roles: *o0\n`],
    ["a record in flow style", `- {adx_id: ${a}, adx_roles: [x]}\n`],
  ])("refuses %s", (_name, text) => {
    expect(() => replaceList(text, inFile, ["x", "y"])).toThrow(expect.objectContaining({ exitCode: 1 }));
  });
});
