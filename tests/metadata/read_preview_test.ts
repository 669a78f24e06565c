import assert from "node:assert/strict";
import { FileBytes } from "../../lib/metadata/file_bytes.ts";
import { readPreview } from "../../lib/metadata/read_preview.ts";
import { sampleHash } from "../../lib/metadata/sample_hash.ts";
import { makeJpeg } from "../support/make_jpeg.ts";
import { withTempDir } from "../support/program.ts";
import { withThumbnail } from "../support/with_thumbnail.ts";

function hashOf(path: string): string {
  using bytes = new FileBytes(path, Deno.statSync(path).size);
  return sampleHash(bytes) ?? "";
}

Deno.test("previews: the picture is that of the photo that is meant, and not of what took its name", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.jpg`;
    const small = makeJpeg({ width: 40, height: 30, seed: 9 });
    Deno.writeFileSync(path, withThumbnail(makeJpeg({ seed: 1 }), small));
    const meant = hashOf(path);
    assert.deepEqual(await readPreview(path, meant), { picture: small.toBase64() });

    // Its new content is not in the catalogue yet: kept under the old hash it would stay there for ever.
    const other = makeJpeg({ width: 40, height: 30, seed: 7 });
    Deno.writeFileSync(path, withThumbnail(makeJpeg({ seed: 2 }), other));
    assert.equal(await readPreview(path, meant), "other");

    const outside = `${directory}/outside.jpg`;
    Deno.renameSync(path, outside);
    Deno.symlinkSync(outside, path);
    assert.equal(await readPreview(path, hashOf(outside)), "other");
    Deno.removeSync(path);
    assert.equal(await readPreview(path, meant), "other");
  }));
