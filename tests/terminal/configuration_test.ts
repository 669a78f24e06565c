import assert from "node:assert/strict";
import { parseCommandLine } from "../../lib/terminal/command_line.ts";
import { COMMANDS, settingSpec } from "../../lib/terminal/command_specs.ts";
import { settingsOf } from "../../lib/terminal/settings_of.ts";
import { UsageError } from "../../lib/terminal/usage_error.ts";
import { DEFAULT_SETTINGS } from "../../lib/core/root_settings.ts";

const EXAMPLE = new URL("../../packaging/proofsheet.toml", import.meta.url);

/** What a person has written, and where. */
interface Given {
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly file?: string;
}

function parse({ args = ["watch"], environment = {}, file }: Given) {
  return parseCommandLine(args, {
    environment: (name) => environment[name],
    readFile: () => {
      if (file === undefined) throw new Deno.errors.NotFound("No such file");
      return file;
    },
    defaultConfig: "/home/ada/.config/proofsheet/config.toml",
  });
}

function complaintsOf(given: Given): readonly string[] {
  try {
    parse(given);
  } catch (error) {
    if (error instanceof UsageError) return error.complaints;
    throw error;
  }
  return [];
}

/** The example with every setting that has no default in force, too. */
function withEverything(example: string): string {
  return example.replaceAll(/^# ((?:[a-z-]+ = .*|\[\[root\]\])$)/gm, "$1")
    .replace(/^root = .*$/m, "").replaceAll(/^#\n\[\[root/gm, "\n[[root");
}

Deno.test("the example file is the defaults, exactly", () => {
  const file = Deno.readTextFileSync(EXAMPLE);
  const { options, rootOptions, configPath } = parse({ file });
  assert.deepEqual(settingsOf(options, 0.5), DEFAULT_SETTINGS);
  assert.deepEqual(settingsOf({}, 0.5), DEFAULT_SETTINGS);
  assert.deepEqual(rootOptions, []);
  assert.equal(configPath, "/home/ada/.config/proofsheet/config.toml");
  const helped = (name: string) => settingSpec(name)?.help ?? "";
  for (const [name, value] of Object.entries(options)) {
    const [, told] = /\(default (\S+)\)/.exec(helped(name)) ?? [];
    if (told === undefined) continue;
    const read = parse({ args: ["watch", `--${name}`, told] }).options[name];
    assert.equal(value, read, `the help of --${name} says ${told}`);
  }
});

Deno.test("the example file has every option of watch and nothing else", () => {
  const file = withEverything(Deno.readTextFileSync(EXAMPLE));
  const { options, rootOptions } = parse({ file });
  const known = Object.keys(COMMANDS["watch"]!.options).filter((name) => settingSpec(name));
  assert.deepEqual(Object.keys(options).sort(), known.sort());
  assert.deepEqual(options["root"], ["/photos", "/mnt/share/scans"]);
  assert.equal(rootOptions[1]?.options["poll-interval"], 1_800_000);
  const perRoot = known.filter((name) => settingSpec(name)?.perRoot);
  for (const name of perRoot) assert.match(file, new RegExp(`settings of their own[^]*${name}`));
});

Deno.test("flags beat the environment, which beats what the file says of a root, and then of all", () => {
  const file = `
    debounce = "1s"
    debounce-limit = "2s"
    hash-rate = 1
    rescan-interval = "3h"
    [[root]]
    path = "/a"
    debounce-limit = "30s"
    hash-rate = 2
    rescan-interval = "4h"
    [[root]]
    path = "/b"`;
  const { options, rootOptions } = parse({
    args: ["watch", "--rescan-interval", "6h"],
    environment: { PROOFSHEET_HASH_RATE: "5", PROOFSHEET_RESCAN_INTERVAL: "7h" },
    file,
  });
  const [a, b] = rootOptions.map((root) => root.options);
  const pick = (one: typeof options = {}) =>
    ["debounce", "debounce-limit", "hash-rate", "rescan-interval"].map((name) => one[name]);
  assert.deepEqual(pick(a), [1_000, 30_000, 5_000_000, 6 * 3_600_000]);
  assert.deepEqual(pick(b), [1_000, 2_000, 5_000_000, 6 * 3_600_000]);
  assert.deepEqual(pick(options), pick(b));
  assert.deepEqual(options["root"], ["/a", "/b"]);
});

Deno.test("every complaint comes at once, with its place", () => {
  const complaints = complaintsOf({
    args: ["watch", "--port", "x"],
    environment: { PROOFSHEET_DEBOUNCE: "soon" },
    file: `
hash-rate = 0
hash-rte = 3
quiet-hours = "22-7"
webhook = "ftp://host/secret"
log-level = ["info", "debug"]
poll-interval = 2021-01-01
roots-at-once = 1000

[[root]]
path = "/a"
db = "/x"
rescan-interval = "1ms"
[[root]]
pth = "/b"
`,
  });
  const expected: readonly RegExp[] = [
    /'x' as a port.*\(--port\)/,
    /'soon'.*\(PROOFSHEET_DEBOUNCE\)/,
    /'0' as a rate.*'hash-rate' in '.*config.toml', line 2/,
    /Unknown setting 'hash-rte' in .*, line 3/,
    /'22-7' as quiet hours.*line 4/,
    /web address.*line 5/,
    /'log-level' in .*line 6: write one value, not 2/,
    /'poll-interval' in .*line 7: write a text/,
    /'1000': the least is 1, the most 64.*line 8/,
    /'db' in .*line 12 for one root/,
    /'1ms'.*line 13/,
    /'root' in .*: write a path/,
  ];
  for (const one of expected) {
    assert.ok(
      complaints.some((complaint) => one.test(complaint)),
      `${one}\n${complaints.join("\n")}`,
    );
  }
  assert.equal(complaints.length, expected.length, complaints.join("\n"));
  assert.doesNotMatch(complaints.join("\n"), /secret/);
});

Deno.test("settings of one root that contradict what is said of all name the root", () => {
  const file = `debounce-limit = "5s"\ndebounce = "1s"\n[[root]]\npath = "/a"\ndebounce = "10s"`;
  assert.match(complaintsOf({ file }).join("\n"), /^Cannot wait 5\.0 s at most.*\(\/a\)$/);
});

Deno.test("a root that has two tables, or none of its own beside a list, is named with its line", () => {
  const twice = `[[root]]\npath = "/a"\n[[root]]\npoll = true\n[[root]]\npath = "/a/"\npoll = true`;
  const complaints = complaintsOf({ file: twice });
  assert.match(complaints.join("\n"), /'root' in '.*', line 3: write a path/);
  assert.match(complaints.join("\n"), /'root' in '.*', line 5: '\/a\/' is there twice/);
  const both = `root = ["/a"]\n[[root]]\npath = "/b"`;
  assert.match(complaintsOf({ file: both }).join("\n"), /line 2: .*\[\[root\]\], not both/);
});

Deno.test("a mistake in the syntax has its line, and the rest of the command line is judged as well", () => {
  const complaints = complaintsOf({ args: ["watch", "--nope"], file: `debounce = "5s"\nroot = [` });
  assert.match(complaints.join("\n"), /--nope/);
  assert.match(complaints.join("\n"), /config\.toml', line 2/);
});

Deno.test("other commands take from the file what is theirs, and are not stopped by the rest", () => {
  const file = `db = "/data/c.db"\ndebounce = "never"\nlog-level = "debug"\n[[root]]\npath = "/a"`;
  assert.deepEqual(parse({ args: ["status"], file }).options, { db: "/data/c.db" });
  const sync = parse({ args: ["sync"], file }).options;
  assert.deepEqual(sync, { db: "/data/c.db", "log-level": "debug" });
  assert.match(
    complaintsOf({ args: ["status"], file: "yes = true" }).join("\n"),
    /Unknown .*'yes'/,
  );
});

Deno.test("a file that is named has to be there, the default one need not be", () => {
  assert.deepEqual(parse({}).options, {});
  assert.equal(parse({}).configPath, null);
  const named = complaintsOf({ args: ["watch", "--config", "/nowhere.toml"] });
  assert.match(named.join("\n"), /Cannot read the configuration '\/nowhere\.toml'/);
});

Deno.test("a token is taken from a file of its own or the environment, never from the command line", () => {
  const token = "0123456789abcdef0123";
  for (const args of [["watch", `--token=${token}`], ["watch", "--token", token]]) {
    assert.match(complaintsOf({ args })[0] ?? "", /^Unknown option '--token'/);
  }
  assert.notDeepEqual(complaintsOf({ file: `token = "${token}"` }), []);
  assert.deepEqual(complaintsOf({ args: ["watch", "--token-file", "/etc/proofsheet/token"] }), []);
});
