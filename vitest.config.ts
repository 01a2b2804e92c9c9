import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/fixtures/**"],
    // Browser flows and the command line mostly wait for other processes; two files at once use two cores well.
    maxWorkers: 2,
    // Loading jsdom, the emulator and the kit for each of some 400 files anew took a fifth of the time; what a file changes in its process it puts back.
    isolate: false,
    // What a test reads of the terminal is the same wherever it runs.
    env: { NO_COLOR: "1" },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
