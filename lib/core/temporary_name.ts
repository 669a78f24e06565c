/**
 * Names of the files that the program makes beside a photo while it writes it. Scans and other programs
 * pass over names that begin with a dot and end like this.
 *
 * @param token 16 hexadecimal digits that nobody else has
 */
export function temporaryName(token: string): string {
  return `.proofsheet-${token}.tmp`;
}

/** Whether a name is one of them. */
export function isTemporaryName(name: string): boolean {
  return /^\.proofsheet-[0-9a-f]{16}\.tmp$/.test(name);
}
