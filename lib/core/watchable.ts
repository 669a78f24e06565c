import type { FileSystem } from "./file_systems.ts";

/**
 * Why a root on this file system is looked at regularly instead of being watched, as a sentence; `null`
 * where it is watched. Only changes of this machine are announced on a share.
 */
export function whyPolled({ isNetwork, name }: FileSystem): string | null {
  return isNetwork
    ? `It is on a network share (${name}), where changes made by others are not announced`
    : null;
}
