import { describe, expect, it } from "vitest";
import { mergeDeclarations } from "../../setup/bundle-declarations.mjs";

const merge = (files: Readonly<Record<string, string>>): string => mergeDeclarations("a.ts", (source) => files[source] ?? "");

describe("mergeDeclarations", () => {
  it("keeps what the entry exports and what that needs, and exports no more", () => {
    const text = merge({
      "a.ts": `import type { B } from "./folder/b.ts";\n/** Doc of A. */\nexport interface A {\n    readonly b: B;\n}\n`,
      "folder/b.ts": `/** List. */\ndeclare const list: readonly ["x"];\nexport type B = (typeof list)[number];\nexport declare const unused: "no";\n`,
    });
    expect(text).toBe(`/** List. */
declare const list: readonly ["x"];
type B = (typeof list)[number];
/** Doc of A. */
export interface A {
    readonly b: B;
}
export {};
`);
  });

  it("follows re-exports, and global declarations with what they need", () => {
    const text = merge({
      "a.ts": `export { make } from "./b.ts";\nimport "./c.ts";\nexport {};\n`,
      "b.ts": `export declare const make: () => R;\ninterface R {\n    n: "make";\n}\n`,
      "c.ts": `type Map = {\n    a: 1;\n};\ndeclare global {\n    interface Window extends Map {\n    }\n}\nexport {};\n`,
    });
    expect(text).toContain("export declare const make");
    expect(text).toContain("\ninterface R");
    expect(text).toContain("type Map = {");
    expect(text).toContain("declare global {");
  });

  it("takes no name in a comment or a text for a need", () => {
    const text = merge({
      "a.ts": `/** Not B. */\nexport type A = "B";\ninterface B {\n    n: 1;\n}\n`,
    });
    expect(text).toBe(`/** Not B. */\nexport type A = "B";\nexport {};\n`);
  });

  it.each([
    ["the same name twice", { "a.ts": `import "./b.ts";\nexport type A = 1;\n`, "b.ts": "type A = 2;\n" }],
    ["a statement it does not know", { "a.ts": "export default 1;\n" }],
    ["a file that ends in the middle", { "a.ts": "export interface A {\n" }],
    ["a type it would have to name by a path", { "a.ts": `export type A = import("./b.ts").B;\n` }],
  ])("refuses %s", (_, files) => {
    expect(() => merge(files)).toThrow();
  });
});
