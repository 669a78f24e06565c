import { counted } from "../core/counted.ts";

/** What is said of photos nobody can look at now; `null` where there are none. */
export function outOfSightText({ outOfSight }: { readonly outOfSight: number }): string | null {
  if (outOfSight === 0) return null;
  const photos = counted(outOfSight, "photo");
  return `${photos} out of sight, in folders or on disks that cannot be read: see the command 'problems'`;
}
