export interface ErrorDescription {
  /** `Name: message`, with the script's line where it is known. */
  readonly text: string;
  /** The engine stopped the script. */
  readonly isInterruption: boolean;
  readonly isMemory: boolean;
}

/** What a script threw, as the engine hands it out: an error as an object with name, message and stack, anything else as it is. */
export function describeError(thrown: unknown): ErrorDescription {
  const { name, message, stack } = isErrorLike(thrown) ? thrown : { name: "", message: describeValue(thrown), stack: undefined };
  const place = /\(?([^\s()]+\.js:\d+(?::\d+)?)\)?/.exec(stack ?? "")?.[1];
  const text = [name, message].filter((part) => part !== "").join(": ");
  return {
    text: place === undefined ? text : `${text} (${place})`,
    isInterruption: name === "InternalError" && message === "interrupted",
    // Also "out of memory in regexp execution".
    isMemory: name === "InternalError" && message.startsWith("out of memory"),
  };
}

interface ErrorLike {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
}

function isErrorLike(value: unknown): value is ErrorLike {
  return typeof value === "object" && value !== null && "message" in value && typeof value.message === "string" && "name" in value;
}

function describeValue(value: unknown): string {
  if (typeof value === "string") return value;
  return JSON.stringify(value) ?? String(value);
}
