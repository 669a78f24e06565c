/** What of the files on a file system can be believed. */
export interface FileSystem {
  /** As in `/proc/filesystems` where it has one; an unknown type is its number, `0xef51`. */
  readonly name: string;
  /** Another machine holds the files: locks and shared memory do not reach across. */
  readonly isNetwork: boolean;
  /** A program stands behind it, and what that does is its own affair: a disk, a pool, a share. */
  readonly isFuse: boolean;
  /** False where inode numbers are invented anew at every mount. */
  readonly inodesAreStable: boolean;
  /** False where ctime is not stored, or moves without a change of the file. */
  readonly ctimesAreStable: boolean;
  /** mtimes are multiples of so many milliseconds; 1 where they are as exact as can be seen. */
  readonly timeStepMs: number;
}

const LOCAL: Omit<FileSystem, "name"> = {
  isNetwork: false,
  isFuse: false,
  inodesAreStable: true,
  ctimesAreStable: true,
  timeStepMs: 1,
};
const SHARE = { ...LOCAL, isNetwork: true };
/** FAT has neither inodes nor ctimes on disk: the kernel makes them up while it is mounted. */
const FAT = { ...LOCAL, inodesAreStable: false, ctimesAreStable: false };
/** Windows servers give neither; those that do (Samba with its extensions) do not say so. */
const WINDOWS_SHARE = { ...SHARE, inodesAreStable: false, ctimesAreStable: false };
const FOREIGN_SHARE = { ...SHARE, inodesAreStable: false };
/** mergerfs, sshfs, rclone, ntfs-3g …: SFTP knows whole seconds only. */
const FUSE = { ...LOCAL, isFuse: true, inodesAreStable: false, timeStepMs: 1_000 };

/**
 * Types as `statfs` gives them: linux/magic.h and statfs(2); for file systems from outside the
 * kernel tree (ZFS, Lustre, GPFS, …) the numbers that `stat` of GNU coreutils knows.
 */
const BY_TYPE: ReadonlyMap<number, FileSystem> = new Map(
  ([
    [0xef53, "ext4", LOCAL],
    [0x58465342, "xfs", LOCAL],
    [0x9123683e, "btrfs", LOCAL],
    [0x2fc12fc1, "zfs", LOCAL],
    [0xca451a4e, "bcachefs", LOCAL],
    [0xf2f52010, "f2fs", LOCAL],
    [0x3153464a, "jfs", LOCAL],
    [0x3434, "nilfs2", LOCAL],
    [0x52654973, "reiserfs", { ...LOCAL, timeStepMs: 1_000 }],
    [0x7461636f, "ocfs2", LOCAL],
    [0x01161970, "gfs2", LOCAL],
    [0x01021994, "tmpfs", LOCAL],
    [0x858458f6, "ramfs", LOCAL],
    [0x794c7630, "overlay", LOCAL],
    [0xf15f, "ecryptfs", LOCAL],
    [0x24051905, "ubifs", { ...LOCAL, timeStepMs: 1_000 }],
    [0x72b6, "jffs2", { ...LOCAL, timeStepMs: 1_000 }],
    [0x73717368, "squashfs", { ...LOCAL, timeStepMs: 1_000 }],
    [0xe0f5e1e2, "erofs", LOCAL],
    [0x9660, "iso9660", { ...LOCAL, timeStepMs: 1_000 }],
    [0x15013346, "udf", LOCAL],
    [0x4244, "hfs", { ...LOCAL, timeStepMs: 1_000 }],
    [0x482b, "hfsplus", { ...LOCAL, timeStepMs: 1_000 }],
    [0x42535041, "apfs", LOCAL],
    [0x00011954, "ufs", LOCAL],
    [0x7366746e, "ntfs3", LOCAL],
    [0x5346544e, "ntfs", LOCAL],
    [0x4d44, "vfat", { ...FAT, timeStepMs: 2_000 }],
    [0x2011bab0, "exfat", { ...FAT, timeStepMs: 10 }],
    [0x65735546, "fuse", FUSE],
    [0x6969, "nfs", SHARE],
    [0x517b, "smb", { ...WINDOWS_SHARE, timeStepMs: 2_000 }],
    [0xff534d42, "cifs", WINDOWS_SHARE],
    [0xfe534d42, "smb2", WINDOWS_SHARE],
    [0x564c, "ncp", { ...WINDOWS_SHARE, timeStepMs: 2_000 }],
    [0x01021997, "9p", FOREIGN_SHARE],
    [0x6b414653, "afs", { ...SHARE, timeStepMs: 1_000 }],
    [0x5346414f, "openafs", { ...SHARE, timeStepMs: 1_000 }],
    [0x73757245, "coda", FOREIGN_SHARE],
    [0x00c36400, "ceph", SHARE],
    [0x0bd00bd0, "lustre", SHARE],
    [0x47504653, "gpfs", SHARE],
    [0x19830326, "beegfs", SHARE],
    [0x20030528, "orangefs", { ...SHARE, timeStepMs: 1_000 }],
    [0x786f4256, "vboxsf", FOREIGN_SHARE],
    [0xbacbacbc, "vmhgfs", FOREIGN_SHARE],
    [0x7c7c6673, "prl_fs", FOREIGN_SHARE],
  ] as const).map(([type, name, traits]) => [type, { name, ...traits }]),
);

const BY_NAME: ReadonlyMap<string, FileSystem> = new Map(
  [...BY_TYPE.values()].map((one) => [one.name, one]),
);

/** The file system of a `statfs` type number; what is not known is taken for a local one. */
export function fileSystemOfType(type: number): FileSystem {
  // Some runtimes give the 32 bits of the number with a sign.
  const unsigned = type >>> 0;
  return BY_TYPE.get(unsigned) ?? { name: `0x${unsigned.toString(16)}`, ...LOCAL };
}

/** The file system of a name given here; `null`, where the system does not tell, is a local one. */
export function fileSystemOfName(name: string | null): FileSystem {
  return BY_NAME.get(name ?? "") ?? { name: name ?? "unknown", ...LOCAL };
}
