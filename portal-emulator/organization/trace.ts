export interface Trace {
  write(text: string): void;
  text(): string;
}

/** What is kept of a plug-in's trace: https://learn.microsoft.com/power-apps/developer/data-platform/logging-tracing */
const keptBytes = 10 * 1024;

/** A plug-in's trace: its last 10 KB, the oldest lines dropped first. */
export function createTrace(heading: string): Trace {
  const lines: string[] = [];
  let bytes = 0;
  return {
    write(text) {
      const line = `${text}\r\n`;
      lines.push(line);
      bytes += Buffer.byteLength(line);
      while (bytes > keptBytes && lines.length > 1) bytes -= Buffer.byteLength(lines.shift() ?? "");
      if (bytes > keptBytes) {
        const tail = Buffer.from(line).subarray(-keptBytes).toString("utf8");
        lines.splice(0, 1, tail);
        bytes = Buffer.byteLength(tail);
      }
    },
    text: () => `\r\n[${heading}]\r\n\r\n${lines.join("")}`,
  };
}
