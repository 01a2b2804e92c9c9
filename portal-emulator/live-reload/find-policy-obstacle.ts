export interface OwnScript {
  /** Origin of the page and of what it loads. */
  readonly origin: string;
  /** The page's nonce, which the script element carries; undefined: there is none. */
  readonly nonce: string | undefined;
}

/** The directive of an enforced Content-Security-Policy that keeps a page from running a script of its own origin or from listening to it; undefined: none does. */
export function findPolicyObstacle(policyHeader: string, own: OwnScript): string | undefined {
  for (const policy of policyHeader.split(",")) {
    const directives = new Map<string, readonly string[]>();
    for (const text of policy.split(";")) {
      const [name = "", ...sources] = text.trim().toLowerCase().split(/\s+/);
      if (name !== "" && !directives.has(name)) directives.set(name, sources);
    }
    const sandbox = directives.get("sandbox");
    if (sandbox !== undefined && !["allow-scripts", "allow-same-origin"].every((token) => sandbox.includes(token))) return "sandbox";
    const scripts = ["script-src-elem", "script-src", "default-src"].find((name) => directives.has(name));
    if (scripts !== undefined && !allowsScript(directives.get(scripts) ?? [], own)) return scripts;
    const connections = ["connect-src", "default-src"].find((name) => directives.has(name));
    if (connections !== undefined && !coversOrigin(directives.get(connections) ?? [], own.origin)) return connections;
  }
  return undefined;
}

/** The nonce of a policy, as the header has it. */
export const findNonce = (policyHeader: string): string | undefined => /'nonce-([A-Za-z0-9+/_=-]+)'/.exec(policyHeader)?.[1];

function allowsScript(sources: readonly string[], { origin, nonce }: OwnScript): boolean {
  if (nonce !== undefined && sources.includes(`'nonce-${nonce.toLowerCase()}'`)) return true;
  return !sources.includes("'strict-dynamic'") && coversOrigin(sources, origin);
}

function coversOrigin(sources: readonly string[], origin: string): boolean {
  const { protocol, host, hostname } = new URL(origin);
  const names = new Set(["'self'", "*", protocol, host, origin, `${hostname}:*`, `${protocol}//${hostname}:*`]);
  return sources.some((source) => names.has(source.replace(/\/$/, "")));
}
