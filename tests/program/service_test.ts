import assert from "node:assert/strict";
import { startProgram } from "../support/program.ts";
import type { RunningProgram } from "../support/running_program.ts";
import { until } from "../support/until.ts";
import { makeOldTree, type PhotoLibrary, withLibrary } from "./photo_library.ts";

const SERVICE = new URL("../../packaging/proofsheet.service", import.meta.url);

Deno.test("a service manager is told when the roots are watched, of a reload, and of the end", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg"]);
    const told = `${library.directory}/told`;
    const bin = writeProgram(library, "systemd-notify", `echo "$NOTIFY_SOCKET $*" >> "${told}"`);
    await using watch = startProgram(watchArguments(library), {
      env: { NOTIFY_SOCKET: "/run/there", PATH: `${bin}:${Deno.env.get("PATH")}` },
      allowRun: ["systemd-notify"],
    });
    await until(() => readOr(told).includes("READY=1"), { what: "readiness" });
    assert.match(readOr(told), /^\/run\/there READY=1 STATUS=Watching 1 folders\n$/);
    watch.signal("SIGHUP");
    await until(() => readOr(told).split("READY=1").length === 3, { what: "the reload" });
    await stop(watch);
    assert.match(readOr(told), /RELOADING=1\n.*READY=1\n.*STOPPING=1\n$/);
  }));

Deno.test("without the right to tell the service manager the program works, and says so once", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg"]);
    await using watch = startProgram(watchArguments(library), {
      env: { NOTIFY_SOCKET: "/run/there" },
    });
    await watch.waitForLine(/Cannot tell the service manager/);
    await stop(watch);
    assert.equal(watch.stderr().split("service manager").length, 2);
  }));

Deno.test("a program and a web server are told once that a folder is away, and once that it is back", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg"]);
    const told = `${library.directory}/told`;
    const bin = writeProgram(
      library,
      "tell-me",
      `echo "$1 $PROOFSHEET_EVENT $PROOFSHEET_EVENT_ROOT" >> "${told}"; cat >> "${told}"`,
    );
    const posted: Record<string, string>[] = [];
    let refusals = 1;
    await using server = Deno.serve({ port: 0, onListen: () => {} }, async (request) => {
      if (refusals-- > 0) return new Response("later", { status: 503 });
      posted.push(await request.json());
      return new Response("thanks");
    });
    const { port } = server.addr as Deno.NetAddr;
    await using watch = startProgram([
      ...watchArguments(library),
      ...["--on-event", `${bin}/tell-me`, "--on-event", "--loudly"],
      ...["--webhook", `http://127.0.0.1:${port}/secret`, "--probe-interval", "1s"],
    ], { allowRun: [`${bin}/tell-me`] });
    await watch.waitForLine(/looked at 1 files?/);
    Deno.renameSync(library.photos, `${library.photos}.away`);
    await until(() => posted.length === 1, {
      what: "the web server to be told",
      timeoutMs: 40_000,
    });
    assert.deepEqual([posted[0]?.event, posted[0]?.root], ["root.offline", library.photos]);
    assert.ok((posted[0]?.message ?? "").length > 0 && (posted[0]?.at ?? "").endsWith("Z"));
    Deno.renameSync(`${library.photos}.away`, library.photos);
    await until(() => posted.length === 2, { what: "the recovery" });
    assert.equal(posted[1]?.event, "root.recovered");
    await until(() => readOr(told).split("\n").length > 4, { what: "the program" });
    const lines = readOr(told).trim().split("\n");
    assert.equal(lines[0], `--loudly root.offline ${library.photos}`);
    assert.equal(JSON.parse(lines[1] ?? "").event, "root.offline");
    assert.equal(lines.length, 4);
    assert.doesNotMatch(watch.stderr(), /secret/);
    await stop(watch);
  }));

Deno.test("C-045 a web server is told that photos wait for a person, and once they do not any more", () =>
  withLibrary(async (library) => {
    makeOldTree(library.photos, { files: 160, perDirectory: 40 });
    const posted: Record<string, string>[] = [];
    await using server = Deno.serve({ port: 0, onListen: () => {} }, async (request) => {
      posted.push(await request.json());
      return new Response();
    });
    const { port } = server.addr as Deno.NetAddr;
    const hook = ["--webhook", `http://127.0.0.1:${port}`];
    await using watch = startProgram([...watchArguments(library), ...hook]);
    await watch.waitForLine(/looked at 160 files/);
    for (const path of library.paths().slice(0, 120)) library.remove(path);
    await until(() => posted.length === 1, { what: "the question" });
    const [{ event, message } = {}] = posted;
    assert.deepEqual([event, message], ["hiding.held", "Photos wait for you: see proofsheet held"]);
    const { stdout } = await library.run(["held", "--json"]);
    const [list] = JSON.parse(stdout).held;
    assert.equal((await library.run(["held", "reject", String(list.id)])).code, 0);
    await until(() => posted.length === 2, { what: "the end of it" });
    assert.equal(posted[1]?.event, "hiding.ended");
    await stop(watch);
  }));

Deno.test("a program that may not be run is named at the start, with what to add", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg"]);
    const args = [...watchArguments(library), "--on-event", "/usr/bin/true"];
    await using watch = startProgram(args);
    await watch.waitForLine(/Cannot run '\/usr\/bin\/true'.*PROOFSHEET_ALLOW_RUN=\/usr\/bin\/true/);
    await stop(watch);
  }));

Deno.test("the service unit is right in the eyes of systemd", async (t) => {
  const text = Deno.readTextFileSync(SERVICE);
  for (const wanted of ["NoNewPrivileges=yes", "ProtectSystem=strict", "IPAddressDeny=any"]) {
    assert.ok(text.includes(`\n${wanted}\n`), wanted);
  }
  await t.step({
    name: "systemd-analyze has nothing to complain about",
    ignore: !isThere("/usr/bin/systemd-analyze"),
    fn: async () => {
      const directory = Deno.makeTempDirSync();
      // It looks whether the program is there, which is somewhere else on this machine.
      const unit = text.replace("=/usr/local/bin/proofsheet", "=/usr/bin/true");
      Deno.writeTextFileSync(`${directory}/proofsheet.service`, unit);
      const { stderr } = await new Deno.Command("/usr/bin/systemd-analyze", {
        args: ["verify", "--man=no", `${directory}/proofsheet.service`],
        clearEnv: true,
      }).output();
      Deno.removeSync(directory, { recursive: true });
      const complaints = new TextDecoder().decode(stderr).split("\n")
        .filter((line) => line.includes("proofsheet.service"));
      assert.deepEqual(complaints, []);
    },
  });
});

Deno.test("the nightly sync has the fence and the directories of the service", () => {
  const settings = (unit: string) => {
    const [, service = ""] = unit.split("\n[Service]\n");
    const lines = service.split("\n[Install]\n")[0]?.split("\n") ?? [];
    return new Set(lines.filter((line) => /^[A-Z]/.test(line) && !OF_A_DAEMON.test(line)));
  };
  const service = settings(Deno.readTextFileSync(SERVICE));
  const sync = settings(Deno.readTextFileSync(new URL("proofsheet-sync.service", SERVICE)));
  for (const setting of service) {
    if (!setting.startsWith("Environment=")) assert.ok(sync.has(setting), setting);
  }
});

/** What only makes sense for a program that runs on, and has a page for this machine. */
const OF_A_DAEMON =
  /^(Type|NotifyAccess|Exec\w+|Restart(Sec|PreventExitStatus)?|TimeoutSt\w+Sec|RestrictAddressFamilies|IPAddressAllow)=/;

function watchArguments(library: PhotoLibrary): string[] {
  const pace = ["--debounce", "100ms", "--no-content-hash"];
  return ["watch", "--root", library.photos, "--db", library.database, ...pace];
}

function writeProgram(library: PhotoLibrary, name: string, script: string): string {
  const bin = `${library.directory}/bin`;
  Deno.mkdirSync(bin, { recursive: true });
  Deno.writeTextFileSync(`${bin}/${name}`, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return bin;
}

function readOr(path: string): string {
  return isThere(path) ? Deno.readTextFileSync(path) : "";
}

function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

async function stop(watch: RunningProgram): Promise<void> {
  watch.signal("SIGTERM");
  const { code, stderr } = await watch.waitForEnd(10_000);
  assert.equal(code, 0, stderr);
}
