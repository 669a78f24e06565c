import fc from "fast-check";
import {
  directory,
  type MemoryItem,
  type MemoryTree,
  photo,
  unreadable,
} from "./memory_file_system.ts";

/** A directory of a random tree: what is in it by name, and whether it can be read. */
interface Folder {
  readonly isUnreadable: boolean;
  readonly children: Readonly<Record<string, Folder | MemoryItem>>;
}

// Names that sort around "/", that begin alike, and that may be a photo now and a directory then.
const name = fc.constantFrom(
  ...["a", "a b", "ab", "A", "x.jpg", "y.jpg", "a.jpg", "a.jpg.xmp", "a.xmp", "X.xmp"],
);

const somePhoto = fc.record({
  inode: fc.integer({ min: 1, max: 6 }),
  size: fc.constantFrom(10, 20),
})
  .map(({ inode, size }) => photo(inode, { size }));

const { folder } = fc.letrec<{ folder: Folder; child: Folder | MemoryItem }>((tie) => ({
  folder: fc.record({
    isUnreadable: fc.integer({ min: 0, max: 7 }).map((dice) => dice === 0),
    children: fc.dictionary(name, tie("child"), { maxKeys: 4, noNullPrototype: true }),
  }),
  child: fc.oneof({ maxDepth: 3, depthIdentifier: "tree" }, somePhoto, tie("folder")),
}));

/** Random trees; some directories in them cannot be read, the root always can. */
export const someTree: fc.Arbitrary<MemoryTree> = folder.map((root) => {
  const items: Record<string, MemoryItem> = {};
  collect({ ...root, isUnreadable: false }, "", items);
  return items;
});

function collect(folder: Folder, path: string, items: Record<string, MemoryItem>): void {
  items[path] = folder.isUnreadable ? unreadable() : directory();
  for (const [name, child] of Object.entries(folder.children)) {
    const below = path === "" ? name : `${path}/${name}`;
    if ("children" in child) collect(child, below, items);
    else items[below] = child;
  }
}

/** The same tree with everything readable: what a catalogue came to know in better times. */
export function readable(tree: MemoryTree): MemoryTree {
  return Object.fromEntries(
    Object.entries(tree).map(([path, item]) => [
      path,
      item.kind === "directory" && item.isUnreadable ? directory() : item,
    ]),
  );
}
