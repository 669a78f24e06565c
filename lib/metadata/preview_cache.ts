/** Files of one of the 256 folders; together some hundreds of megabytes at most. */
const FILES_A_FOLDER_MAX = 200;
const NO_PICTURE = new Uint8Array(0);

/** Keeps small pictures of photos, for their owner alone. What cannot be kept is read again. */
export class PreviewCache {
  /** @param folder absolute */
  constructor(private readonly folder: string) {}

  /** `null` when the file is known to hold no picture, `undefined` when that is not known. */
  async get(key: string): Promise<Uint8Array | null | undefined> {
    try {
      const bytes = await Deno.readFile(this.#place(key));
      return bytes.length === 0 ? null : bytes;
    } catch {
      return undefined;
    }
  }

  async put(key: string, picture: Uint8Array | null): Promise<void> {
    const place = this.#place(key);
    const folder = place.slice(0, place.lastIndexOf("/"));
    const draft = `${place}.${crypto.randomUUID()}`;
    try {
      await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
      await this.#makeRoom(folder);
      await Deno.writeFile(draft, picture ?? NO_PICTURE, { mode: 0o600, createNew: true });
      await Deno.rename(draft, place);
    } catch {
      await Deno.remove(draft).catch(() => {});
    }
  }

  /** Drops the older half of a full folder. */
  async #makeRoom(folder: string): Promise<void> {
    const names: string[] = [];
    for await (const { name } of Deno.readDir(folder)) names.push(name);
    if (names.length < FILES_A_FOLDER_MAX) return;
    const aged = await Promise.all(names.map(async (name) => {
      const { mtime } = await Deno.lstat(`${folder}/${name}`);
      return { name, atMs: mtime?.getTime() ?? 0 };
    }));
    const oldest = aged.toSorted((one, other) => one.atMs - other.atMs).slice(0, names.length / 2);
    for (const { name } of oldest) await Deno.remove(`${folder}/${name}`);
  }

  /** Keys are hashes: nothing else is in a path. Named like no photo, so that no scan takes it for one. */
  #place(key: string): string {
    if (!/^[0-9a-f]{64}$/.test(key)) throw new Error(`Cannot keep a picture as '${key}'`);
    return `${this.folder}/${key.slice(0, 2)}/${key}.preview`;
  }
}
