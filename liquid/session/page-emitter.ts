import type { Emitter } from "liquidjs";
import { RenderingStopped } from "../liquid-failure.ts";
import { renderText } from "../values/render-text.ts";

/** More than any page is: what a template that includes itself twice would otherwise write. */
const maxOutputChars = 64 * 1024 * 1024;

export class PageEmitter implements Emitter {
  buffer = "";

  write(value: unknown): void {
    this.buffer += typeof value === "string" ? value : renderText(value);
    if (this.buffer.length > maxOutputChars) throw new RenderingStopped(`The output is longer than ${maxOutputChars} characters.`);
  }
}
