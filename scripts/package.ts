import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { bundle } from "./bundle.ts";
import { childEnvironment } from "./child_environment.ts";
import { commitOf } from "./commit_of.ts";
import { copyExifTool } from "./copy_exif_tool.ts";
import { taskPermissions } from "./task_permissions.ts";

/** A kind of machine the program is packed for. */
interface Target {
  /** What `uname -m` says there. */
  readonly machine: string;
  /** Package with the runtime for it. */
  readonly runtime: string;
  readonly output: string;
}

const TARGETS: readonly Target[] = [
  { machine: "x86_64", runtime: "@deno/linux-x64-glibc", output: "dist/proofsheet" },
  { machine: "aarch64", runtime: "@deno/linux-arm64-glibc", output: "dist/proofsheet-arm64" },
];

const PROJECT = fileURLToPath(new URL("../", import.meta.url));
const WORK = "dist/package";

/**
 * Packs the bundle and the runtime behind the starter, one executable file a kind of machine. It is
 * what `deno compile` would make, from parts that one registry has. `--fast` packs less tightly.
 */
async function main(args: readonly string[]): Promise<void> {
  Deno.chdir(PROJECT);
  const isFast = args.includes("--fast");
  const machines = args.filter((one) => one !== "--fast");
  const wanted = TARGETS.filter(({ machine }) =>
    machines.length === 0 || machines.includes(machine)
  );
  if (wanted.length === 0) {
    const known = TARGETS.map(({ machine }) => machine).join(", ");
    throw new Error(`Cannot package for '${machines.join(" ")}': the machines are ${known}`);
  }
  Deno.mkdirSync(WORK, { recursive: true });
  await bundle(`${WORK}/proofsheet.js`);
  for (const target of wanted) await pack(target, isFast ? 1 : 9);
}

async function pack({ machine, runtime, output }: Target, level: number): Promise<void> {
  const folder = `${WORK}/${machine}`;
  await fetchRuntime(runtime, folder);
  Deno.copyFileSync(`${WORK}/proofsheet.js`, `${folder}/proofsheet.js`);
  await copyExifTool(`${folder}/exiftool`);
  const packed = `${folder}/packed.tar.gz`;
  // Names, times and owners are fixed, so that the same parts make the same file.
  const same = ["--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner"];
  await run("tar", [
    "-C",
    folder,
    ...same,
    "-I",
    `gzip -${level}n`,
    "-cf",
    packed,
    "deno",
    "proofsheet.js",
    "exiftool",
  ]);
  const bytes = Deno.readFileSync(packed);
  const starter = new TextEncoder().encode(await starterFor(machine, bytes));
  Deno.writeFileSync(output, starter, { mode: 0o755 });
  Deno.writeFileSync(output, bytes, { append: true });
  Deno.chmodSync(output, 0o755);
  console.log(
    `Packaged ${output} for ${machine}, ${Math.round(Deno.statSync(output).size / 1e6)} MB`,
  );
}

/** The starter has to know where it ends itself, so its length is settled by a field of fixed width. */
async function starterFor(machine: string, packed: Uint8Array): Promise<string> {
  const sha256 = createHash("sha256").update(packed).digest("hex");
  const { version } = JSON.parse(Deno.readTextFileSync("deno.json"));
  const template = Deno.readTextFileSync("scripts/starter.sh");
  const values: Record<string, string> = {
    VERSION: version,
    COMMIT: await commitOf(PROJECT),
    MACHINE: machine,
    HASH: sha256.slice(0, 16),
    SHA256: sha256,
    ROOM: String(250),
    PERMISSIONS: permissionLines(),
  };
  const filled = template.replaceAll(/@([A-Z0-9]+)@/g, (whole, name) => values[name] ?? whole);
  const width = 8;
  const length = new TextEncoder().encode(filled).length - "@START@".length + width;
  return filled.replace("@START@", String(length + 1).padStart(width, "0"));
}

/** What each task may do, as branches of the starter's `case`. */
function permissionLines(): string {
  const tasks = taskPermissions(Deno.readTextFileSync("deno.json"));
  return [...tasks].map(([command, flags]) => `  ${command}) set -- ${flags.join(" ")} -- "$@" ;;`)
    .join("\n");
}

async function fetchRuntime(name: string, folder: string): Promise<void> {
  Deno.mkdirSync(folder, { recursive: true });
  const archive = await download(`${name}@${Deno.version.deno}`, folder)
    .catch((error) => {
      // A mirror may have a version for one kind of machine and not yet for the other.
      console.warn(`${error.message}; taking the newest patch of the same version`);
      return download(`${name}@~${Deno.version.deno.replace(/\.\d+$/, ".0")}`, folder);
    });
  const file = archive.split("\n").at(-1) ?? "";
  await run("tar", [
    "-xzf",
    `${folder}/${file}`,
    "-C",
    folder,
    "--strip-components=1",
    "package/deno",
  ]);
  Deno.chmodSync(`${folder}/deno`, 0o755);
  Deno.removeSync(`${folder}/${file}`);
}

async function download(name: string, folder: string): Promise<string> {
  return (await run("npm", ["pack", "--silent", "--pack-destination", folder, name])).trim();
}

async function run(program: string, args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    stdin: "null",
    ...childEnvironment(),
  }).output();
  if (success) return new TextDecoder().decode(stdout);
  const reason = new TextDecoder().decode(stderr).trim();
  throw new Error(`Cannot package: '${program} ${args.join(" ")}' failed: ${reason}`);
}

await main(Deno.args);
