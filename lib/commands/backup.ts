import { counted, numberText } from "../core/counted.ts";
/** What a catalogue holds, in numbers. */
export interface CatalogueCounts {
  readonly roots: number;
  readonly photos: number;
  readonly missing: number;
}

/** What a backup asks of the world. */
export interface BackupPorts {
  /** Makes a checked copy, and never replaces anything. */
  copy(file: string): Promise<void>;
  sizeOf(file: string): number;
  counts(): CatalogueCounts;
}

/** Where to, and how it is told. */
export interface BackupOptions {
  /** Absolute. */
  readonly file: string;
  readonly json: boolean;
  readonly print: (text: string) => void;
}

/** Copies the catalogue while it may be in use, and tells what the copy holds. */
export async function backup(ports: BackupPorts, options: BackupOptions): Promise<void> {
  const { file, json, print } = options;
  await ports.copy(file);
  const told = { file, bytes: ports.sizeOf(file), ...ports.counts() };
  if (json) return print(JSON.stringify(told, null, 2));
  const megabytes = (told.bytes / 1_000_000).toFixed(1);
  print(
    `Copied the catalogue to ${file}, and checked the copy: ${megabytes} MB, ` +
      `${counted(told.photos, "photo")}, ${numberText(told.missing)} missing, ${
        counted(told.roots, "root")
      }`,
  );
}
