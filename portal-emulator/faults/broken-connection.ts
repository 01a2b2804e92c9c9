/** cut: the connection ends (FIN) · reset: it is torn down (RST). */
export type ConnectionEnd = "cut" | "reset";

/**
 * A fault that is no answer: thrown through the emulator to whoever holds the connection. Callers without a socket get it as the
 * rejection of `Emulator.fetch`, as a browser's fetch rejects.
 */
export class BrokenConnection extends Error {
  override readonly name = "BrokenConnection";
  readonly end: ConnectionEnd;
  /** What still arrives: status, headers and the first bytes of the body. undefined: nothing. */
  readonly arrived: Response | undefined;

  /** @param arrived its body is what arrives of it */
  constructor(end: ConnectionEnd, arrived?: Response) {
    super(end === "cut" ? "The connection was cut by a fault." : "The connection was reset by a fault.");
    this.end = end;
    this.arrived = arrived;
  }
}
