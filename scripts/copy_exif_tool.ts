import { dirname, join } from "node:path";
import { exifToolPlace } from "../lib/exiftool/exif_tool_place.ts";

/** Modules that only make ExifTool's documentation and its texts in other languages. */
const NOT_NEEDED = /^(?:Lang|BuildTagLookup\.pm)$/;

/**
 * Copies ExifTool, and Perl as WebAssembly, to the directory `to`: what a bundled program looks for
 * beside itself, some 37 MB. Both keep their licences.
 */
export async function copyExifTool(to: string): Promise<void> {
  const { perl, library } = await exifToolPlace();
  Deno.mkdirSync(to, { recursive: true });
  Deno.copyFileSync(perl, join(to, "zeroperl.wasm"));
  copyModules(library, join(to, "lib"));
  Deno.copyFileSync(join(dirname(dirname(library)), "LICENSE"), join(to, "LICENSE.exiftool"));
  Deno.writeTextFileSync(join(to, "LICENSE.zeroperl"), ZEROPERL_LICENCE);
}

const ZEROPERL_LICENCE = `zeroperl.wasm is Perl 5 compiled to WebAssembly, from the npm package
@6over3/zeroperl-ts, Apache License 2.0, https://github.com/6over3/zeroperl-ts.
Perl itself: Artistic License or GNU General Public License, https://dev.perl.org/licenses/.
`;

function copyModules(from: string, to: string): void {
  Deno.mkdirSync(to, { recursive: true });
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    if (NOT_NEEDED.test(name)) continue;
    if (isDirectory) copyModules(join(from, name), join(to, name));
    else if (/\.p[lm]$/.test(name)) Deno.copyFileSync(join(from, name), join(to, name));
  }
}
