export function bundleDeclarations(entry: string): string;
export function mergeDeclarations(entry: string, read: (source: string) => string): string;
