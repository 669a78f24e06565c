import { fileURLToPath } from "node:url";
import { bundle } from "./bundle.ts";
import { commitOf } from "./commit_of.ts";
import { completions } from "./completions.ts";
import { manPage } from "./man_page.ts";
import { notices } from "./notices.ts";
import { runTool } from "./run_tool.ts";
import { starterText } from "./starter_text.ts";
import { fetchRuntime, type Target, targetsOf } from "./targets.ts";

const PROJECT = fileURLToPath(new URL("../", import.meta.url));
const WORK = "dist/deb";

/** Builds a package for Debian and what is built on it, one a kind of machine. */
async function main(args: readonly string[]): Promise<void> {
  Deno.chdir(PROJECT);
  const { version } = JSON.parse(Deno.readTextFileSync("deno.json"));
  for (const target of targetsOf(args.filter((one) => one !== "--fast"))) {
    await build(target, version, args.includes("--fast"));
  }
}

async function build(target: Target, version: string, isFast: boolean): Promise<void> {
  const tree = `${WORK}/${target.debian}`;
  const runtime = `${WORK}/runtime-${target.debian}`;
  removeTree(tree);
  await fetchRuntime(target, runtime);
  await program(tree, runtime, version);
  await documents(tree, runtime, version);
  service(tree);
  await control(tree, target, version);
  const output = `dist/proofsheet_${version}_${target.debian}.deb`;
  const how = isFast ? ["-Zgzip", "-z1"] : ["-Zxz"];
  await runTool("dpkg-deb", ["--root-owner-group", ...how, "--build", tree, output]);
  console.log(`Built ${output}, ${Math.round(Deno.statSync(output).size / 1e6)} MB`);
}

async function program(tree: string, runtime: string, version: string): Promise<void> {
  const place = `${tree}/usr/lib/proofsheet`;
  Deno.mkdirSync(place, { recursive: true });
  await bundle(`${place}/proofsheet.js`);
  Deno.copyFileSync(`${runtime}/deno`, `${place}/deno`);
  Deno.chmodSync(`${place}/deno`, 0o755);
  const values = { VERSION: version, COMMIT: await commitOf(PROJECT) };
  write(`${tree}/usr/bin/proofsheet`, starterText(["installed", "run"], values), 0o755);
}

async function documents(tree: string, runtime: string, version: string): Promise<void> {
  const share = `${tree}/usr/share`;
  const date = new Date().toISOString().slice(0, 10);
  const { bash, zsh, fish } = completions();
  write(`${share}/man/man1/proofsheet.1`, manPage({ version, date }));
  write(`${share}/bash-completion/completions/proofsheet`, bash);
  write(`${share}/zsh/vendor-completions/_proofsheet`, zsh);
  write(`${share}/fish/vendor_completions.d/proofsheet.fish`, fish);
  write(`${share}/doc/proofsheet/copyright`, await notices(runtime));
  write(`${share}/doc/proofsheet/changelog`, Deno.readTextFileSync("CHANGELOG.md"));
  for (const file of [`${share}/man/man1/proofsheet.1`, `${share}/doc/proofsheet/changelog`]) {
    await runTool("gzip", ["-9nf", file]);
  }
}

function service(tree: string): void {
  const units = `${tree}/usr/lib/systemd/system`;
  for (const name of ["proofsheet.service", "proofsheet-sync.service", "proofsheet-sync.timer"]) {
    // By hand it is put into /usr/local/bin, a package puts it into /usr/bin.
    const unit = Deno.readTextFileSync(`packaging/${name}`).replaceAll(
      "/usr/local/bin",
      "/usr/bin",
    );
    write(`${units}/${name}`, unit);
  }
  const example = Deno.readTextFileSync("packaging/proofsheet.toml");
  write(`${tree}/etc/proofsheet/config.toml`, example);
}

async function control(tree: string, { debian }: Target, version: string): Promise<void> {
  const sizeKib = (await runTool("du", ["-sk", tree])).split("\t")[0] ?? "0";
  const fields = {
    Package: "proofsheet",
    Version: version,
    Architecture: debian,
    Maintainer: "The Proofsheet authors <proofsheet@localhost>",
    "Installed-Size": sizeKib,
    Depends: "libc6 (>= 2.27), libgcc-s1, passwd",
    Section: "graphics",
    Priority: "optional",
    Description: "catalogue of photo folders that equals what is on disk\n" +
      " Keeps an SQLite catalogue of photo folders equal to what is on disk, all the\n" +
      " time, and can prove it. Renamed folders keep their records, and a disk that is\n" +
      " away is not taken for an empty one.",
  };
  const text = Object.entries(fields).map(([name, value]) => `${name}: ${value}`).join("\n");
  write(`${tree}/DEBIAN/control`, `${text}\n`);
  write(`${tree}/DEBIAN/conffiles`, "/etc/proofsheet/config.toml\n");
  for (const script of ["postinst", "prerm", "postrm"]) {
    const from = `packaging/debian/${script}`;
    write(`${tree}/DEBIAN/${script}`, Deno.readTextFileSync(from), 0o755);
  }
}

function write(path: string, text: string, mode = 0o644): void {
  Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  Deno.writeTextFileSync(path, text);
  Deno.chmodSync(path, mode);
}

function removeTree(path: string): void {
  try {
    Deno.removeSync(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

await main(Deno.args);
