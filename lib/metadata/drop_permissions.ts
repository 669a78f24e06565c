/** A compiled program's child begins with all that its parent may do; it needs only to read. */
export async function dropPermissions(): Promise<void> {
  for (const name of ["write", "net", "run", "ffi", "env", "sys", "import"] as const) {
    await Deno.permissions.revoke({ name } as Deno.PermissionDescriptor);
  }
}
