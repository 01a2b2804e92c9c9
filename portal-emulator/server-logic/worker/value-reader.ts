import type { QuickJSContext, QuickJSHandle } from "quickjs-emscripten";
import type { JsonValue } from "../worker-messages.ts";

/** Values between a script's engine and ours. */
export interface ValueReader {
  /** A string as it is. */
  readText(handle: QuickJSHandle): string;
  /** What JSON does not know (undefined, functions, symbols) becomes null, a bigint its digits. */
  readJson(handle: QuickJSHandle): JsonValue;
  create(value: JsonValue): QuickJSHandle;
  dispose(): void;
}

/**
 * Text goes out and in as JSON: the engine hands out strings only up to their first NUL. Its own JSON functions are taken before a script can change
 * them, and through its parser a key such as `__proto__` stays a key.
 */
export function createValueReader(vm: QuickJSContext): ValueReader {
  const json = vm.getProp(vm.global, "JSON");
  const [parse, stringify] = [vm.getProp(json, "parse"), vm.getProp(json, "stringify")];
  const readText = (handle: QuickJSHandle): string => {
    const text = vm.unwrapResult(vm.callFunction(stringify, vm.undefined, handle)).consume((result) => vm.getString(result));
    return String(JSON.parse(text));
  };
  return {
    readText,
    readJson(handle) {
      if (vm.typeof(handle) === "string") return readText(handle);
      const value: unknown = vm.dump(handle);
      const text = JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner)) as string | undefined;
      // JSON.stringify gives undefined for what it does not know, whatever its type says; JSON.parse is typed as any.
      return text === undefined ? null : (JSON.parse(text) as JsonValue);
    },
    create: (value) => vm.newString(JSON.stringify(value)).consume((input) => vm.unwrapResult(vm.callFunction(parse, vm.undefined, input))),
    dispose() {
      for (const handle of [parse, stringify, json]) handle.dispose();
    },
  };
}
