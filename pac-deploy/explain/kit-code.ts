/** A code that the kit itself says: in an error, or in a finding of `plan` or `verify`. */
export interface KitCode {
  readonly code: string;
  readonly means: string;
  readonly advice: string;
}

export const kitCode = (code: string, means: string, advice: string): KitCode => ({ code, means, advice });
