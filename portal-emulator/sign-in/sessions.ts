import { randomBytes } from "node:crypto";
import type { Clock } from "../emulator-context.ts";

export interface Session {
  readonly contactId: string;
  /** As they were at sign-in; what changes shows at the next one. */
  readonly roleIds: readonly string[];
}

export interface SessionRules {
  readonly lifetimeMs: number;
  readonly isSliding: boolean;
}

/** Sign-ins, kept in memory: they end with the process, as signing keys do when a portal restarts. */
export interface Sessions {
  /** Returns the id that the cookie carries; nobody can guess it. */
  start(session: Session, rules: SessionRules): string;
  /** undefined: no such session, or it has ended by the clock. Begins the lifetime anew when less than half of it is left. */
  find(id: string): Session | undefined;
  end(id: string): void;
  endAll(): void;
}

interface Entry {
  readonly session: Session;
  readonly rules: SessionRules;
  expiresAtMs: number;
}

const maxSessions = 10_000;

export function createSessions(clock: Clock): Sessions {
  const entries = new Map<string, Entry>();
  const nowMs = (): number => clock.now().getTime();
  return {
    start(session, rules) {
      const id = randomBytes(32).toString("base64url");
      entries.set(id, { session, rules, expiresAtMs: nowMs() + rules.lifetimeMs });
      const [oldest] = entries.keys();
      if (entries.size > maxSessions && oldest !== undefined) entries.delete(oldest);
      return id;
    },
    find(id) {
      const entry = entries.get(id);
      if (entry === undefined) return undefined;
      const leftMs = entry.expiresAtMs - nowMs();
      // The session is not taken away: a clock that is moved back finds it again.
      if (leftMs <= 0) return undefined;
      if (entry.rules.isSliding && leftMs < entry.rules.lifetimeMs / 2) entry.expiresAtMs = nowMs() + entry.rules.lifetimeMs;
      return entry.session;
    },
    end: (id) => void entries.delete(id),
    endAll: () => entries.clear(),
  };
}
