import { defineConfig } from "vitest/config";

/** The tests that judge mutants of the browser scripts: those that need neither the build nor a browser. `npm run mutate` runs them; see docs/architecture.md, Proofs. */
export default defineConfig({
  test: {
    include: ["test/identity/*.test.ts", "test/form-scripts/{contact-capture,existing-form,module}/*.test.ts"],
    testTimeout: 20_000,
    // A mutant is judged in one thread, which need not load jsdom again for each file.
    isolate: false,
  },
});
