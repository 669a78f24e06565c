import assert from "node:assert/strict";
import { withLibrary } from "./photo_library.ts";

Deno.test("search: the command finds what is catalogued, a page at a time", () =>
  withLibrary(async (library) => {
    library.write("2024/sea.jpg", { seed: 1, title: "Été à la plage" });
    library.write("2024/town.jpg", { seed: 2, title: "Old town" });
    library.write("2023/new\nline.jpg", { seed: 3 });
    await library.sync();
    const run = (...args: string[]) => library.run(["search", ...args]);

    const one = await run("ete", "plage");
    assert.deepEqual([one.code, one.stdout], [0, `${library.photos}/2024/sea.jpg\n`], one.stderr);
    const odd = await run("folder:2023");
    assert.equal(odd.stdout.split("\n").length, 2, "a path takes one line, whatever is in it");

    const first = JSON.parse((await run("format:jpeg", "--limit", "2", "--json")).stdout);
    const second = await run("format:jpeg", "--limit", "2", "--json", "--after", first.next);
    const ids = [...first.items, ...JSON.parse(second.stdout).items].map(({ id }) => id);
    assert.deepEqual(ids, [...library.ids().values()].toSorted((a, b) => b - a));
    assert.equal(JSON.parse(second.stdout).next, null);

    const wrong = await run("sea raiting:5");
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /'sea raiting:5': at character 5: there is no field 'raiting'/);
    assert.equal(wrong.stdout, "");
    for (const args of [["--after", "x"], ["--sort", "size"], ["--limit", "0"]]) {
      assert.equal((await run(...args)).code, 2, args.join(" "));
    }
  }));

Deno.test("C-027 duplicates: the command lists equal photos and says how that is known", () =>
  withLibrary(async (library) => {
    library.write("a.jpg", { seed: 1 });
    library.write("b/copy.jpg", { seed: 1 });
    library.write("c.jpg", { seed: 2 });
    await library.sync();
    const listed = async () => JSON.parse((await library.run(["duplicates", "--json"])).stdout);
    const [group, ...more] = (await listed()).groups;
    assert.deepEqual(more, []);
    assert.equal(group.proof, "sample");
    const paths = group.photos.map(({ path }: { path: string }) => path);
    assert.deepEqual(paths.toSorted(), ["a.jpg", "b/copy.jpg"]);
    assert.equal((await library.run(["audit", "--content"])).code, 0);
    assert.equal((await listed()).groups[0].proof, "content");
    const { code, stdout } = await library.run(["duplicates"]);
    assert.equal(code, 0);
    assert.match(stdout, /2 photos of .* equal in every byte/);
    library.remove("b/copy.jpg");
    await library.sync();
    assert.match((await library.run(["duplicates"])).stdout, /No two photos/);
  }));
