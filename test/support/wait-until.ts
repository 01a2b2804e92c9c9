/** Waits until a condition holds, asking every 50 ms; fails with its name after 10 s. */
export async function waitUntil(condition: () => Promise<boolean> | boolean, name: string, timeoutMs = 10_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${name}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
