import type { ErrorHandler } from "hono";

/** Answers a request whose handling threw: a bug of the emulator, told on the terminal, unless its sender went away in the middle of the body. */
export const answerBug: ErrorHandler = (error, c) => {
  if (isBrokenOff(error)) return c.text("The request broke off.", 400);
  // oxlint-disable-next-line no-console -- whoever started the emulator sees a bug of it where it runs, as with any server of Hono's
  console.error(error);
  return c.text("The emulator failed at this request; its terminal says how.", 500);
};

const isBrokenOff = (error: Error): boolean => "code" in error && error.code === "ECONNRESET" && error.message === "aborted";
