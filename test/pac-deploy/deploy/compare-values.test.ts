import { describe, expect, it } from "vitest";
import { isSameValue } from "../../../pac-deploy/deploy/compare-values.ts";

describe("isSameValue", () => {
  it.each([
    ["absent and null", "adx_x", undefined, null],
    ["null and empty", "adx_x", null, ""],
    ["absent and an empty list", "adx_x_webrole", undefined, []],
    ["True and true of a column that is no text", "adx_read", "True", "true"],
    ["a GUID in capitals", "adx_pageid", "ABCDEF00-0000-4000-8000-000000000001", "abcdef00-0000-4000-8000-000000000001"],
    ["a moment with more zeros", "adx_releasedate", "2022-08-04T16:58:13.0000000Z", "2022-08-04T16:58:13Z"],
    ["a list in another order", "adx_x_webrole", ["b", "a"], ["a", "b"]],
    ["a list of one and its item", "adx_x_webrole", ["a"], "a"],
    ["line ends as Git changes them", "adx_source", "a\r\nb", "a\nb"],
  ])("holds %s for the same", (_name, key, a, b) => {
    expect([isSameValue(key, a, b), isSameValue(key, b, a)]).toEqual([true, true]);
  });

  it.each([
    ["True and true of a setting", "adx_value", "True", "true"],
    ["True and true of a code site's setting", "value", "True", "true"],
    ["a lone CR and LF", "adx_source", "a\rb", "a\nb"],
    ["a final line end", "adx_source", "a", "a\n"],
    ["blanks at an edge", "adx_value", " a", "a"],
    ["two moments", "adx_releasedate", "2022-08-04T16:58:13.1Z", "2022-08-04T16:58:13Z"],
    ["a list and a longer one", "adx_x_webrole", ["a"], ["a", "b"]],
    ["false and absent", "adx_read", "false", undefined],
  ])("tells %s apart", (_name, key, a, b) => {
    expect([isSameValue(key, a, b), isSameValue(key, b, a)]).toEqual([false, false]);
  });
});
