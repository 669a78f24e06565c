import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { runProgram, startProgram } from "../support/program.ts";
import { until } from "../support/until.ts";
import { makeOldTree, PhotoLibrary, withLibrary } from "./photo_library.ts";

const FAILED = 1, USAGE = 2, PROBLEMS = 3, AWAY = 4, DIFFERENCES = 6;

Deno.test("a command line that is wrong is exit 2 with every complaint, and nothing on stdout", async (t) => {
  const cases: readonly [string, readonly string[], readonly RegExp[]][] = [
    ["no command", [], [/Missing command/]],
    ["an unknown command", ["snyc"], [/Unknown command 'snyc'/]],
    ["an unknown option", ["sync", "--fodler", "/tmp"], [/Unknown option '--fodler'/]],
    ["an option of another command", ["audit", "--dry-run"], [/Unknown option '--dry-run'/]],
    ["a missing value", ["sync", "--folder"], [/Missing value of '--folder'/]],
    ["an empty value", ["sync", "--folder="], [/Missing value of '--folder'/]],
    ["a value for a flag", ["sync", "--json=yes"], [/'--json' takes none/]],
    ["a bad duration", ["watch", "--debounce", "soon"], [/'soon'.*20s/]],
    ["a duration without unit", ["watch", "--debounce", "20"], [/'20'/]],
    ["a negative duration", ["watch", "--debounce=-5s"], [/'-5s'/]],
    ["a bad port", ["watch", "--port", "70000"], [/'70000'.*65535/]],
    ["a port that is no number", ["watch", "--port", "http"], [/'http'/]],
    ["a word too many", ["sync", "/tmp/photos"], [/Unexpected '\/tmp\/photos'/]],
    ["a limit below the window", [
      "watch",
      "--root",
      "/tmp",
      "--debounce",
      "5s",
      "--debounce-limit",
      "1s",
    ], [
      /debounce-limit/,
    ]],
    ["show without a path", ["show"], [/PATH/]],
    ["an unknown verb of roots", ["roots", "forget", "/tmp"], [/roots forget/]],
    ["an unknown verb of held", ["held", "maybe", "1"], [/held maybe/]],
    ["a configuration that is not there", ["watch", "--config", "/nowhere.toml"], [
      /nowhere\.toml/,
    ]],
    ["several mistakes at once", ["watch", "--debounce", "soon", "--port", "x", "--nope"], [
      /'soon'/,
      /'x'/,
      /--nope/,
    ]],
    ["mistakes in options and folders", [
      ...["watch", "--port", "x", "--root", "/nowhere", "--root", "/neither"],
      ...["--db", "/nothing/catalogue.db"],
    ], [/'x'/, /Not found: '\/nowhere'/, /Not found: '\/neither'/]],
    ["a token that cannot be read, and a folder", [
      ...["watch", "--token-file", "/no-token", "--root", "/nowhere"],
      ...["--db", "/nothing/catalogue.db"],
    ], [/'\/no-token'/, /Not found: '\/nowhere'/]],
  ];
  for (const [name, args, patterns] of cases) {
    await t.step(name, async () => {
      const result = await runProgram(args);
      assert.equal(result.code, USAGE, result.stderr);
      assert.equal(result.stdout, "");
      for (const pattern of patterns) assert.match(result.stderr, pattern);
      assert.doesNotMatch(result.stderr, /\n\s+at /, "no stack trace for a person's mistake");
    });
  }
});

Deno.test("help and version are data on stdout with exit 0", async (t) => {
  await t.step("help of the program", async () => {
    const { code, stdout, stderr } = await runProgram(["--help"]);
    assert.deepEqual([code, stderr], [0, ""]);
    for (
      const command of ["sync", "watch", "audit", "status", "show", "problems", "roots", "held"]
    ) {
      assert.match(stdout, new RegExp(`\\b${command}\\b`));
    }
  });
  for (const command of ["sync", "watch", "audit", "show"]) {
    await t.step(`help of ${command} has examples`, async () => {
      const { code, stdout } = await runProgram([command, "--help"]);
      assert.equal(code, 0);
      assert.match(stdout, /--db FILE/);
      assert.match(stdout, new RegExp(`example[^]*proofsheet ${command}`, "i"));
    });
  }
  await t.step("version", async () => {
    const { code, stdout } = await runProgram(["--version"]);
    assert.equal(code, 0);
    assert.match(stdout, /^proofsheet \d+\.\d+\.\d+ \(from source\)\n$/);
  });
});

Deno.test("C-001 a folder that is nowhere is exit 1 and makes no catalogue", () =>
  withLibrary(async (library) => {
    const missing = `${library.directory}/nowhere`;
    for (const args of [["sync", "--folder", missing], ["sync", "-n", "--folder", missing]]) {
      const result = await library.run(args);
      assert.equal(result.code, FAILED, result.stderr);
      assert.match(result.stderr, /Not found: '.*nowhere'/);
      assert.equal(result.stdout, "");
    }
    assert.deepEqual([...Deno.readDirSync(`${library.directory}/data`)], []);
    library.write("a.jpg");
    await library.sync();
    const before = library.dump();
    const inside = await library.run(["sync", "--folder", library.path("nowhere")]);
    assert.equal(inside.code, FAILED, inside.stderr);
    assert.match(inside.stderr, /Not found/);
    assert.equal(library.dump(), before);
    assert.equal(library.query("SELECT count(*) AS n FROM scans")[0]?.n, 1);
    const shown = await library.run(["show", library.path("nowhere.jpg")]);
    assert.equal(shown.code, FAILED);
    assert.match(shown.stderr, /Not found/);
  }));

Deno.test("a folder into which Deno lets no program is refused without its advice", () =>
  withLibrary(async (library) => {
    const result = await library.run(["sync", "--folder", "/proc"]);
    assert.equal(result.code, USAGE, result.stderr);
    assert.match(result.stderr, /^Cannot use '\/proc': /);
    assert.doesNotMatch(result.stderr, /allow-all/);
  }));

Deno.test("a folder that is a file is refused unless it lies in a root", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "b.jpg"]);
    const result = await library.run(["sync", "--folder", library.path("a.jpg")]);
    assert.equal(result.code, USAGE);
    assert.match(result.stderr, /a file in no known root/);
    assert.deepEqual([...Deno.readDirSync(`${library.directory}/data`)], []);
    await library.sync();
    library.write("a.jpg", { title: "New" });
    library.write("b.jpg", { title: "New" });
    const one = await library.sync({ args: ["--folder", library.path("a.jpg")] });
    assert.deepEqual([one.seen, one.changed], [1, 1]);
    assert.equal(library.photo("a.jpg").title, "New");
    assert.notEqual(library.photo("b.jpg").title, "New");
  }));

Deno.test("C-004 one root under several spellings is one root", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "sub/b.jpg"]);
    await library.sync();
    const ids = library.ids();
    Deno.symlinkSync(library.photos, `${library.directory}/link`);
    const spellings = [
      `${library.photos}/`,
      `${library.photos}//`,
      `${library.photos}/sub/..`,
      `${library.photos}/.`,
      `${library.directory}/link`,
      `${library.directory}/link/`,
    ];
    for (const spelling of spellings) {
      const summary = await library.sync({ args: ["--folder", spelling] });
      assert.deepEqual([summary.root, summary.seen], [library.photos, 2], spelling);
    }
    const sub = await library.sync({ args: ["--folder", `${library.directory}/link/sub`] });
    assert.deepEqual([sub.root, sub.seen], [library.photos, 1]);
    assert.equal(library.query("SELECT count(*) AS n FROM roots")[0]?.n, 1);
    assert.deepEqual(library.ids(), ids);
  }));

Deno.test("C-004 a root that holds a known root, or is one given twice, makes no second record", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "sub/b.jpg"]);
    await library.sync({ args: ["--folder", library.path("sub")] });
    const result = await library.run(["sync", "--folder", library.photos]);
    assert.equal(result.code, USAGE);
    assert.match(result.stderr, new RegExp(`'${library.path("sub")}'`), "names the root there is");
    assert.deepEqual(library.paths(), ["b.jpg"]);

    const fresh = new PhotoLibrary(Deno.makeTempDirSync({ dir: library.directory }));
    fresh.writeAll(["a.jpg", "sub/b.jpg"]);
    const both = [
      "--folder",
      fresh.photos,
      "--folder",
      fresh.path("sub"),
      "--folder",
      `${fresh.photos}/`,
    ];
    await fresh.sync({ args: both });
    assert.deepEqual(fresh.paths(), ["a.jpg", "sub/b.jpg"]);
    const reversed = new PhotoLibrary(Deno.makeTempDirSync({ dir: library.directory }));
    reversed.writeAll(["a.jpg", "sub/b.jpg"]);
    const turned = ["--folder", reversed.path("sub"), "--folder", reversed.photos];
    const refused = await reversed.run(["sync", ...turned]);
    assert.ok([0, USAGE].includes(refused.code), refused.stderr);
    if (refused.code === 0) assert.deepEqual(reversed.paths(), ["a.jpg", "sub/b.jpg"]);
  }));

Deno.test("C-004 a watch is refused a folder inside another, and every folder that is wrong is named", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "sub/b.jpg", "sub/deep/c.jpg"]);
    const roots = (...paths: string[]) => paths.flatMap((path) => ["--root", path]);
    const parts = [library.photos, library.path("sub"), library.path("sub/deep")];
    const nested = await library.run(["watch", ...roots(...parts)]);
    assert.equal(nested.code, USAGE, nested.stderr);
    for (const path of parts.slice(1)) {
      assert.match(nested.stderr, new RegExp(`Cannot watch '${path}' as it lies in the root`));
    }
    const nowhere = ["/nowhere/one", "/nowhere/two"];
    const absent = await library.run(["watch", ...roots(...nowhere)]);
    assert.equal(absent.code, 1);
    for (const path of nowhere) assert.match(absent.stderr, new RegExp(`Not found: '${path}'`));
    assert.throws(() => Deno.statSync(library.database), Deno.errors.NotFound);
  }));

Deno.test("what the program may not do is one line, not a place in its text", async () => {
  const { code, stderr } = await runProgram(["status", "--db", "/proc/nowhere.db"]);
  assert.equal(code, 1);
  assert.match(stderr, /^Not allowed to this program: .*\/proc\/nowhere\.db.*\n$/);
});

Deno.test("a catalogue that is none is refused by every command and not touched", async (t) => {
  await withLibrary(async (library) => {
    library.write("a.jpg");
    const text = "These are my notes, not a catalogue.\n".repeat(200);
    const newer = `${library.directory}/newer.db`;
    makeNewer(newer);
    const newerBytes = Deno.readFileSync(newer);
    const other = `${library.directory}/other.db`;
    makeOther(other);
    const notes = `${library.directory}/notes.txt`;
    Deno.writeTextFileSync(notes, text);
    const commands = [
      ["sync", "--folder", library.photos],
      ["sync", "--dry-run", "--folder", library.photos],
      ["watch", "--root", library.photos, "--no-http"],
      ["audit"],
      ["status"],
      ["problems"],
      ["held"],
      ["roots"],
      ["roots", "accept", library.photos],
      ["show", library.path("a.jpg")],
    ];
    for (const command of commands) {
      await t.step(
        `${command.slice(0, 2).join(" ")}: a text, a folder, a newer catalogue`,
        async () => {
          for (const db of [notes, library.photos, newer]) {
            const { code, stdout, stderr } = await runProgram([...command, "--db", db]);
            assert.ok([FAILED, USAGE].includes(code), `${db}: ${code} ${stdout} ${stderr}`);
            assert.match(stderr, new RegExp(`'${db}'`), "names the file");
            assert.doesNotMatch(stderr, /\n\s+at /, `no stack trace: ${db}`);
            assert.equal(stdout, "");
          }
          assert.match((await runProgram([...command, "--db", newer])).stderr, /99/);
        },
      );
    }
    await t.step("a database of somebody else is not turned into a catalogue", async () => {
      const { code, stderr } = await runProgram([
        "sync",
        "--folder",
        library.photos,
        "--db",
        other,
      ]);
      assert.ok([FAILED, USAGE].includes(code), `${code} ${stderr}`);
      const database = new DatabaseSync(other, { readOnly: true });
      const tables = database.prepare("SELECT name FROM sqlite_schema WHERE name <> 'bookmarks'")
        .all();
      database.close();
      assert.deepEqual(tables, []);
    });
    assert.equal(Deno.readTextFileSync(notes), text);
    assert.deepEqual(Deno.readFileSync(newer), newerBytes);
    assert.deepEqual([...Deno.readDirSync(library.photos)].map(({ name }) => name), ["a.jpg"]);
  });
});

Deno.test("looking at a catalogue that is not there is exit 1 and does not make one", () =>
  withLibrary(async (library) => {
    library.write("a.jpg");
    for (
      const args of [["status"], ["problems"], ["held"], ["roots"], ["show", library.path("a.jpg")]]
    ) {
      const { code, stdout, stderr } = await library.run(args);
      assert.equal(code, FAILED, `${args[0]}: ${stdout} ${stderr}`);
      assert.match(stderr, /there is no catalogue/);
      assert.equal(stdout, "");
    }
    const audit = await library.run(["audit"]);
    assert.ok([FAILED, USAGE].includes(audit.code), audit.stderr);
    const bare = await library.run(["sync"]);
    assert.ok([FAILED, USAGE].includes(bare.code), bare.stderr);
    assert.match(bare.stderr, /--folder/);
    assert.deepEqual([...Deno.readDirSync(`${library.directory}/data`)], []);
  }));

Deno.test("a folder for the catalogue that cannot be made is a clear error", () =>
  withLibrary(async (library) => {
    library.write("a.jpg");
    Deno.writeTextFileSync(`${library.directory}/file`, "");
    const db = `${library.directory}/file/catalogue.db`;
    const { code, stderr } = await runProgram(["sync", "--folder", library.photos, "--db", db]);
    assert.equal(code, FAILED);
    assert.match(stderr, /catalogue\.db|\/file'/);
    assert.doesNotMatch(stderr, /\n\s+at /);
  }));

Deno.test("C-079 a catalogue of no bytes, as a kill may leave it, is made by the next sync", () =>
  withLibrary(async (library) => {
    library.write("a.jpg");
    Deno.writeTextFileSync(library.database, "");
    const plan = await library.run(["sync", "--dry-run", "--folder", library.photos]);
    assert.equal(plan.code, 0, plan.stderr);
    await library.sync();
    assert.deepEqual(library.paths(), ["a.jpg"]);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("the catalogue and its new folder are their owner's only", () =>
  withLibrary(async (library) => {
    library.write("a.jpg");
    const db = `${library.directory}/private/deeper/catalogue.db`;
    const { code, stderr } = await runProgram(["sync", "--folder", library.photos, "--db", db]);
    assert.equal(code, 0, stderr);
    assert.match(
      stderr,
      new RegExp(`^.*A new catalogue is made at '${db}', in a folder that was not there\n$`),
    );
    const again = await runProgram(["sync", "--folder", library.photos, "--db", db]);
    assert.deepEqual([again.code, again.stderr], [0, ""]);
    const mode = (path: string) => (Deno.statSync(path).mode! & 0o777).toString(8);
    assert.equal(mode(db), "600");
    assert.equal(mode(`${library.directory}/private/deeper`), "700");
    for (const { name } of Deno.readDirSync(`${library.directory}/private/deeper`)) {
      assert.equal(mode(`${library.directory}/private/deeper/${name}`), "600", name);
    }
  }));

Deno.test("two syncs at once: one works, the other says who does", () =>
  withLibrary(async (library) => {
    makeOldTree(library.photos, { files: 1_500 });
    const args = ["sync", "--folder", library.photos, "--db", library.database];
    await using first = startProgram(args);
    await until(() => hasRows(library), { what: "the first sync to work" });
    const second = await runProgram(args);
    const firstEnd = await first.waitForEnd();
    assert.equal(firstEnd.code, 0, firstEnd.stderr);
    assert.equal(second.code, FAILED, second.stdout + second.stderr);
    assert.match(second.stderr, new RegExp(`sync \\(process ${first.pid}\\)`));
    assert.doesNotMatch(second.stderr, /database is locked/);
    assert.equal(library.paths().length, 1_500);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("status, show and audit answer while a watcher runs, and status names it", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg"]);
    await using watch = startProgram([
      ...["watch", "--root", library.photos, "--db", library.database, "--no-http"],
      ...["--debounce", "200ms"],
    ]);
    await until(() => hasRows(library), { what: "the first scan" });
    const status = await library.run(["status", "--json"]);
    assert.equal(status.code, 0, status.stderr);
    const { command, pid } = JSON.parse(status.stdout).worker;
    assert.deepEqual({ command, pid }, { command: "watch", pid: watch.pid });
    assert.equal((await library.run(["show", library.path("a.jpg")])).code, 0);
    assert.deepEqual(await library.audit(), []);
    const second = await library.run(["watch", "--root", library.photos]);
    assert.equal(second.code, FAILED);
    assert.match(second.stderr, new RegExp(`watch \\(process ${pid}\\) .*: one watches all`));
    watch.signal("SIGINT");
    assert.equal((await watch.waitForEnd()).code, 0, watch.stderr());
    assert.match((await library.run(["status"])).stdout, /nobody/);
  }));

Deno.test("relative paths are seen from where the user stands", () =>
  withLibrary(async (library) => {
    library.writeAll(["2024/a.jpg"]);
    const cwd = library.directory;
    const first = await runProgram(["sync", "--folder", "photos", "--db", "here.db"], { cwd });
    assert.equal(first.code, 0, first.stderr);
    assert.ok(Deno.statSync(`${cwd}/here.db`).isFile);
    const second = await runProgram(["show", "a.jpg", "--db", "../../here.db"], {
      cwd: library.path("2024"),
    });
    assert.equal(second.code, 0, second.stderr);
    assert.match(second.stdout, /Title of 2024\/a\.jpg/);
  }));

Deno.test("a task that stands in the project's folder goes by INIT_CWD", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg"]);
    const project = new URL("../../", import.meta.url).pathname;
    const { code, stderr } = await runProgram(["sync", "--folder", "photos", "--db", "here.db"], {
      cwd: project,
      env: { INIT_CWD: library.directory },
    });
    assert.equal(code, 0, stderr);
    assert.ok(Deno.statSync(`${library.directory}/here.db`).isFile);
  }));

Deno.test("without --db the catalogue is where XDG_DATA_HOME says, or PROOFSHEET_DB", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg"]);
    const data = `${library.directory}/xdg`;
    const args = ["sync", "--folder", library.photos];
    assert.equal((await runProgram(args, { env: { XDG_DATA_HOME: data } })).code, 0);
    assert.ok(Deno.statSync(`${data}/proofsheet/catalogue.db`).isFile);
    const named = `${library.directory}/named.db`;
    assert.equal((await runProgram(args, { env: { PROOFSHEET_DB: named } })).code, 0);
    assert.ok(Deno.statSync(named).isFile);
  }));

Deno.test("C-094 stdout carries data only, as valid JSON to the last byte, without colours", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", 'quo"te.jpg', "new\nline.jpg"]);
    library.write("text.jpg", "no photo");
    for (
      const args of [
        ["sync", "--dry-run", "--json", "--folder", library.photos],
        ["sync", "--json", "--verbose", "--folder", library.photos],
        ["audit", "--json"],
        ["status", "--json"],
        ["problems", "--json"],
        ["roots", "--json"],
        ["held", "--json"],
        ["show", library.path("new\nline.jpg"), "--json"],
        ["show", library.path("text.jpg"), "--json"],
      ]
    ) {
      const { code, stdout, stderr } = await library.run(args, { env: { NO_COLOR: "" } });
      assert.equal(code, 0, `${args.join(" ")}: ${stderr}`);
      assert.doesNotThrow(() => JSON.parse(stdout), args.join(" "));
      // deno-lint-ignore no-control-regex
      assert.doesNotMatch(stdout + stderr, /\u001b/, args.join(" "));
    }
  }));

Deno.test("C-094 a reader that goes away ends the program quietly", () =>
  withLibrary(async (library) => {
    makeOldTree(library.photos, { files: 3_000 });
    const script = [
      `deno run --quiet --allow-all --config "$CONFIG" "$MAIN" "$@" | head -1`,
      'echo "codes ${PIPESTATUS[*]}"',
    ].join("\n");
    const project = new URL("../../", import.meta.url).pathname;
    for (
      const args of [["sync", "--dry-run", "--folder", library.photos], [
        "sync",
        "--dry-run",
        "--json",
        "--folder",
        library.photos,
      ]]
    ) {
      const output = await new Deno.Command("bash", {
        args: ["-c", script, "bash", ...args, "--db", library.database],
        env: { ...environment(), CONFIG: `${project}deno.json`, MAIN: `${project}main.ts` },
        clearEnv: true,
      }).output();
      const text = new TextDecoder().decode(output.stdout);
      const lines = text.trimEnd().split("\n");
      assert.equal(lines.length, 2, text);
      assert.match(lines[1]!, /^codes (0|141) 0$/);
      assert.equal(new TextDecoder().decode(output.stderr), "");
    }
  }));

Deno.test("exit codes: 3 for problems with --strict, 4 offline, 6 differences, and the worst wins", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg"]);
    library.write("text.jpg", "no photo");
    await library.sync();
    await library.sync({ args: ["--strict"], code: PROBLEMS });
    assert.deepEqual(await library.audit(), [], "problems are no differences");
    const second = `${library.directory}/second`;
    makeOldTree(second, { files: 1 });
    assert.equal((await library.run(["sync", "--folder", second])).code, 0);
    Deno.renameSync(second, `${second}-away`);
    const offline = await library.run(["sync", "--json"]);
    assert.equal(offline.code, AWAY, offline.stderr);
    const outcomes = JSON.parse(offline.stdout).roots.map((root: { outcome: string }) =>
      root.outcome
    );
    assert.deepEqual(outcomes, ["done", "offline"]);
    library.write("c.jpg", { seed: 9 });
    assert.equal((await library.run(["audit"])).code, AWAY, "offline is worse than different");
    Deno.renameSync(`${second}-away`, second);
    assert.equal((await library.run(["audit"])).code, DIFFERENCES);
  }));

function hasRows(library: PhotoLibrary): boolean {
  return library.paths().length > 0;
}

function environment(): Record<string, string> {
  const names = ["PATH", "HOME", "DENO_DIR"];
  return Object.fromEntries(names.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  }));
}

function makeNewer(path: string): void {
  const database = new DatabaseSync(path);
  database.exec("CREATE TABLE future (id INTEGER); PRAGMA user_version = 99");
  database.close();
}

function makeOther(path: string): void {
  const database = new DatabaseSync(path);
  database.exec("CREATE TABLE bookmarks (id INTEGER PRIMARY KEY, url TEXT)");
  database.close();
}
