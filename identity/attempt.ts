/** Runs what the page, its browser or somebody else's script may make throw; undefined when it did. */
export const attempt = <Result>(run: () => Result): Result | undefined => {
  try {
    return run();
  } catch {
    return undefined;
  }
};
