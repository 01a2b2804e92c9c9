import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "vitest";

const variable = "PORTAL_KIT_PUBLIC_CLIENTS";

/** A checkout of a public repository; nothing of it is part of this project. */
export interface ClientCopy {
  /** Text of a file, by its path in the repository. */
  readonly read: (path: string) => string;
  /** Where that file lies. */
  readonly locate: (path: string) => string;
}

/**
 * Tests of other people's client code, unmodified, from the folder of copies that the environment names; skipped, saying why, without it.
 * @param repository `owner/name`; its checkout is expected in `<folder>/owner+name`
 */
export function describeClient(repository: string, body: (copy: ClientCopy) => void): void {
  const folder = process.env[variable];
  const checkout = join(folder ?? "", repository.replace("/", "+"));
  if (folder === undefined || !existsSync(checkout)) {
    const reason = folder === undefined ? `${variable} is not set` : `${variable} has no ${repository.replace("/", "+")}`;
    test(repository, (context) => context.skip(`${reason}; see docs/public-clients.md`));
    return;
  }
  const locate = (path: string): string => join(checkout, path);
  describe(repository, () => body({ locate, read: (path) => readFileSync(locate(path), "utf8") }));
}
