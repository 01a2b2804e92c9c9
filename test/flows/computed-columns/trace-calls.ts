import type { Page, Protocol } from "puppeteer-core";

/** Where a call of a function stands. */
export interface CallFrame {
  /** The whole line of the script, without blanks at its ends. */
  readonly line: string;
  /** In it, in UTF-16 code units. */
  readonly column: number;
}

export interface TracedCall {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly frames: readonly CallFrame[];
}

const maxAsyncDepth = 32;

/** Which lines of a page's scripts ask the Web API. Chromium only. */
export async function traceCalls(page: Page): Promise<{ read: () => Promise<TracedCall[]> }> {
  const session = await page.createCDPSession();
  await session.send("Debugger.enable");
  await session.send("Debugger.setSkipAllPauses", { skip: true });
  await session.send("Debugger.setAsyncCallStackDepth", { maxDepth: maxAsyncDepth });
  await session.send("Network.enable");
  const sent: Protocol.Network.RequestWillBeSentEvent[] = [];
  session.on("Network.requestWillBeSent", (event) => {
    if (new URL(event.request.url).pathname.startsWith("/_api/")) sent.push(event);
  });
  const sources = new Map<string, Promise<string>>();
  const sourceOf = (scriptId: string): Promise<string> => {
    const known = sources.get(scriptId);
    if (known !== undefined) return known;
    const asked = session.send("Debugger.getScriptSource", { scriptId }).then(
      ({ scriptSource }) => scriptSource,
      () => "",
    );
    sources.set(scriptId, asked);
    return asked;
  };
  const startLines = new Map<string, { readonly line: number; readonly column: number }>();
  session.on("Debugger.scriptParsed", ({ scriptId, startLine, startColumn }) =>
    startLines.set(scriptId, { line: startLine, column: startColumn }),
  );
  const frameOf = async ({ scriptId, lineNumber, columnNumber }: Protocol.Runtime.CallFrame): Promise<CallFrame> => {
    // Frames count from the document's beginning, sources from the script's.
    const start = startLines.get(scriptId) ?? { line: 0, column: 0 };
    const whole = (await sourceOf(scriptId)).split("\n", lineNumber - start.line + 1)[lineNumber - start.line] ?? "";
    const column = columnNumber - (lineNumber === start.line ? start.column : 0);
    return { line: whole.trim(), column: column - (whole.length - whole.trimStart().length) };
  };
  return {
    async read() {
      const calls: TracedCall[] = [];
      for (const { request, initiator } of sent.splice(0)) {
        const { pathname, search } = new URL(request.url);
        const frames: CallFrame[] = [];
        for (let stack = initiator.stack; stack !== undefined; stack = stack.parent)
          for (const frame of stack.callFrames) frames.push(await frameOf(frame));
        calls.push({ method: request.method, path: pathname + search, frames });
      }
      return calls;
    },
  };
}
