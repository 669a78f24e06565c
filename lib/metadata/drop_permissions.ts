/** What a child never needs; one that only reads does without writing, too. */
const NEVER_NEEDED = ["net", "run", "ffi", "env", "sys", "import"];

/**
 * A compiled program's child begins with all that its parent may do; it needs only to read.
 *
 * @param keepsWriting for the one whose work is to write
 */
export async function dropPermissions({ keepsWriting = false } = {}): Promise<void> {
  for (const name of [...keepsWriting ? [] : ["write"], ...NEVER_NEEDED]) {
    await Deno.permissions.revoke({ name } as Deno.PermissionDescriptor);
  }
}
