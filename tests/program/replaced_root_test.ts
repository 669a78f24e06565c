import assert from "node:assert/strict";
import { makeJpeg } from "../support/make_jpeg.ts";
import { type PhotoLibrary, waitUntilOld, withLibrary } from "./photo_library.ts";

const AWAY = 4;

function command(program: string, args: readonly string[]): boolean {
  return new Deno.Command(program, { args: [...args], stderr: "null" }).outputSync().success;
}

/** Mounts over the folder of photos; says so and gives `false` where nobody may mount. */
function mount(library: PhotoLibrary, args: readonly string[]): boolean {
  if (Deno.uid() === 0 && command("mount", [...args, library.photos])) return true;
  console.log("Skipped: mounting is not allowed here");
  return false;
}

function unmount(library: PhotoLibrary): void {
  assert.ok(command("umount", [library.photos]));
}

Deno.test("C-043 a disk that is swapped for another one at the same place is away, and nothing is hidden", () =>
  withLibrary(async (library) => {
    if (!mount(library, ["-t", "tmpfs", "none"])) return;
    try {
      library.writeAll(["a.jpg", "2024/b.jpg"]);
      await library.sync();
    } finally {
      unmount(library);
    }
    const ids = library.ids();
    assert.ok(mount(library, ["-t", "tmpfs", "none"]));
    try {
      // The top of the other disk has the same inode, and few photos are nothing for the breaker.
      library.write("z.jpg", { seed: 99 });
      const other = await library.sync({ code: AWAY });
      assert.match(String(other.trouble), /nothing known is in it/);
      assert.deepEqual(library.ids(), ids);
    } finally {
      unmount(library);
    }
  }));

Deno.test("C-043 a disk is away, and a tool makes a folder with a known name where it was", () =>
  withLibrary(async (library) => {
    if (!mount(library, ["-t", "tmpfs", "none"])) return;
    try {
      library.writeAll(["DCIM/1/a.jpg", "DCIM/2/b.jpg", "DCIM/3/c.jpg", "DCIM/4/d.jpg"]);
      await library.sync();
    } finally {
      unmount(library);
    }
    const ids = library.ids();
    library.write("DCIM/1/a.jpg", { seed: 99 });
    const away = await library.sync({ code: AWAY });
    assert.match(String(away.trouble), /only 2 of 5 known names are in it/);
    assert.deepEqual(library.ids(), ids);
  }));

Deno.test("C-043 a folder of the same disk that is bound over a root does not stand for it", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "2024/b.jpg"]);
    await waitUntilOld();
    await library.sync();
    const ids = library.ids();
    const other = `${library.directory}/other`;
    Deno.mkdirSync(other);
    Deno.writeFileSync(`${other}/z.jpg`, makeJpeg({ seed: 99 }));
    if (!mount(library, ["--bind", other])) return;
    try {
      assert.match(String((await library.sync({ code: AWAY })).trouble), /nothing known is in it/);
      assert.deepEqual(library.ids(), ids);
    } finally {
      unmount(library);
    }
    const back = await library.sync();
    assert.deepEqual([back.unchanged, back.filesRead], [2, 0]);
  }));

Deno.test("photos copied to a disk of another type are read once more and keep their records", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "b.jpg", "2024/c.jpg"]);
    await library.sync();
    const ids = library.ids();
    const copy = `${library.directory}/copy`;
    assert.ok(command("cp", ["-a", library.photos, copy]));
    if (!mount(library, ["-t", "tmpfs", "none"])) return;
    try {
      assert.ok(command("cp", ["-a", `${copy}/.`, library.photos]));
      const summary = await library.sync();
      assert.deepEqual([summary.moved, summary.missing, summary.filesRead], [0, 0, 3]);
      assert.deepEqual(library.ids(), ids);
      const [root] = library.query("SELECT file_system FROM root");
      assert.equal(root?.file_system, "tmpfs");
    } finally {
      unmount(library);
    }
  }));
