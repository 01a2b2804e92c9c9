import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/fixtures/**"],
    // Browser flows and the command line mostly wait for other processes; two files at once use two cores well.
    maxWorkers: 2,
    // What a test reads of the terminal is the same wherever it runs.
    env: { NO_COLOR: "1" },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
