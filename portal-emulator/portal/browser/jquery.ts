/** The part of jQuery that the portal's scripts use; the library itself is a script of its own on the page. */
export interface JQueryStatic {
  (selector: string | Element): JQueryCollection;
  (markup: string, attributes: Readonly<Record<string, string>>): JQueryCollection;
  ajax(options: AjaxOptions): JQueryPromise;
  Deferred(): JQueryDeferred;
}

export interface JQueryCollection {
  readonly length: number;
  find(selector: string): JQueryCollection;
  first(): JQueryCollection;
  data(name: string): unknown;
  html(markup: string): JQueryCollection;
  val(): unknown;
  val(value: string): JQueryCollection;
  append(child: JQueryCollection): JQueryCollection;
  /** Only with the jQuery Form Plugin. */
  ajaxSubmit?(options: AjaxOptions): JQueryCollection;
}

export interface AjaxOptions {
  readonly url?: string;
  readonly type?: string;
  readonly method?: string;
  readonly cache?: boolean;
  readonly mimeType?: string;
  readonly data?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly [name: string]: unknown;
}

export interface JqXhr {
  getResponseHeader(name: string): string | null;
}

export interface JQueryPromise {
  done(callback: (...values: unknown[]) => void): JQueryPromise;
  fail(callback: (...values: unknown[]) => void): JQueryPromise;
}

export interface JQueryDeferred extends JQueryPromise {
  resolve(...values: unknown[]): JQueryDeferred;
  reject(...values: unknown[]): JQueryDeferred;
  promise(): JQueryPromise;
}
