import assert from "node:assert/strict";
import { openForWriting } from "../../lib/catalogue/open_catalogue.ts";
import { noteClosedCleanly } from "../../lib/catalogue/closed_cleanly.ts";
import { RootStore } from "../../lib/catalogue/root_store.ts";
import { withTempDir } from "../support/program.ts";

Deno.test("C-048 a copy that is put back beside the log of a killed program is used as it was copied", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/catalogue.db`;
    const told: string[] = [];
    const options = { hasWriteAheadLog: true, tell: (message: string) => told.push(message) };
    const first = await openForWriting(path, options);
    const roots = new RootStore(first);
    for (let root = 0; root < 50; root++) roots.add(`/photos/${root}`, 1);
    noteClosedCleanly(first, true);
    first.close();
    const copy = Deno.readFileSync(path);

    const killed = await openForWriting(path, options);
    const fill = killed.prepare("INSERT INTO root (path, added_at_ms) VALUES (?, 1)");
    for (let root = 0; root < 3_000; root++) fill.run(`/more/${root}`);
    killed.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    for (let root = 3_000; root < 3_500; root++) fill.run(`/more/${root}`);
    const log = Deno.readFileSync(`${path}-wal`);
    killed.close();
    Deno.writeFileSync(path, copy);
    Deno.writeFileSync(`${path}-wal`, log);

    const restored = await openForWriting(path, options);
    const count = restored.prepare("SELECT count(*) AS n FROM root").get()?.["n"];
    restored.close();
    assert.equal(count, 50);
    assert.match(told.join("\n"), /^The log beside the catalogue .* is not used, and kept as/);
    const kept = [...Deno.readDirSync(directory)].map(({ name }) => name);
    assert.deepEqual(kept.filter((name) => /\.(alone|damaged)/.test(name)), []);
    assert.equal(kept.filter((name) => /\.replaced-.*-wal$/.test(name)).length, 1);
  }));
