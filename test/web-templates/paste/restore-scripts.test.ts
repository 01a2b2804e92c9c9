import { JSDOM } from "jsdom";
import { describe, expect, it } from "vitest";
import { restoreScripts } from "../../../web-templates/paste/restore-scripts.ts";

function restore(html: string): { readonly html: string; readonly isAnew: boolean } {
  const { document } = new JSDOM(`<template>${html}</template>`).window;
  const template = document.querySelector("template");
  if (template === null) throw new Error("no template");
  const before = [...template.content.querySelectorAll("script")];
  restoreScripts(template, document);
  return { html: template.innerHTML, isAnew: before.every((script) => !template.content.contains(script)) };
}

describe("restoreScripts", () => {
  it.each([
    { case: "inline", held: '<script type="text/gtmscript">a("&lt;")</script>', made: '<script>a("&lt;")</script>' },
    {
      case: "with an address",
      held: '<script type="text/gtmscript" data-gtmsrc="https://cdn.example.com/a.js"></script>',
      made: '<script src="https://cdn.example.com/a.js"></script>',
    },
    {
      case: "that nobody has touched",
      held: '<script src="https://cdn.example.com/a.js" async="" data-gtmsrc="x"></script>',
      made: '<script src="https://cdn.example.com/a.js" async="" data-gtmsrc="x"></script>',
    },
    { case: "of another type", held: '<script type="module">a()</script>', made: '<script type="module">a()</script>' },
    {
      case: "two, with a comment between",
      held: "<script>a()</script><!-- b --><script>c()</script>",
      made: "<script>a()</script><!-- b --><script>c()</script>",
    },
    { case: "none", held: "<p>a</p>", made: "<p>a</p>" },
  ])("makes a script anew: $case", ({ held, made }) => {
    expect(restore(held)).toEqual({ html: made, isAnew: true });
  });
});
