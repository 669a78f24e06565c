import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { bundle } from "./bundle.ts";
import { commitOf } from "./commit_of.ts";
import { copyExifTool } from "./copy_exif_tool.ts";
import { notices } from "./notices.ts";
import { runTool } from "./run_tool.ts";
import { starterText } from "./starter_text.ts";
import { fetchRuntime, type Target, targetsOf } from "./targets.ts";

const PROJECT = fileURLToPath(new URL("../", import.meta.url));
const WORK = "dist/package";

/** Room that unpacking takes, megabytes. */
const ROOM_MB = 250;

/** Digits of the place where the packed part begins; fixed, as they are a part of what stands before. */
const START_DIGITS = 8;

/**
 * Packs the bundle and the runtime behind the starter, one executable file a kind of machine. It is
 * what `deno compile` would make, from parts that one registry has. `--fast` packs less tightly.
 */
async function main(args: readonly string[]): Promise<void> {
  Deno.chdir(PROJECT);
  const targets = targetsOf(args.filter((one) => one !== "--fast"));
  Deno.mkdirSync(WORK, { recursive: true });
  await bundle(`${WORK}/proofsheet.js`);
  for (const target of targets) await pack(target, args.includes("--fast") ? 1 : 9);
}

async function pack(target: Target, level: number): Promise<void> {
  const { machine, output } = target;
  const folder = `${WORK}/${machine}`;
  await fetchRuntime(target, folder);
  Deno.copyFileSync(`${WORK}/proofsheet.js`, `${folder}/proofsheet.js`);
  await copyExifTool(`${folder}/exiftool`);
  Deno.writeTextFileSync(`${folder}/NOTICES`, await notices(folder));
  const packed = `${folder}/packed.tar.gz`;
  // Names, times and owners are fixed, so that the same parts make the same file.
  const same = ["--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner"];
  const how = ["-C", folder, ...same, "-I", `gzip -${level}n`, "-cf", packed];
  await runTool("tar", [...how, "deno", "proofsheet.js", "exiftool", "NOTICES"]);
  const bytes = Deno.readFileSync(packed);
  Deno.writeFileSync(output, new TextEncoder().encode(await starterFor(machine, bytes)));
  Deno.writeFileSync(output, bytes, { append: true });
  Deno.chmodSync(output, 0o755);
  const sizeMb = Math.round(Deno.statSync(output).size / 1e6);
  console.log(`Packaged ${output} for ${machine}, ${sizeMb} MB`);
}

async function starterFor(machine: string, packed: Uint8Array): Promise<string> {
  const sha256 = createHash("sha256").update(packed).digest("hex");
  const { version } = JSON.parse(Deno.readTextFileSync("deno.json"));
  const filled = starterText(["unpack", "run"], {
    VERSION: version,
    COMMIT: await commitOf(PROJECT),
    MACHINE: machine,
    HASH: sha256.slice(0, 16),
    SHA256: sha256,
    ROOM: String(ROOM_MB),
  });
  const bytes = new TextEncoder().encode(filled).length - "@START@".length + START_DIGITS;
  return filled.replace("@START@", String(bytes + 1).padStart(START_DIGITS, "0"));
}

await main(Deno.args);
