import { photoFaces } from "./faces.ts";
import { keywordPaths, photoKeywords } from "./keywords.ts";
import { photoFields } from "./photo_fields.ts";
import type { RawMetadata } from "./raw_metadata.ts";
import type { PhotoReading } from "./reading.ts";

/** What a file, or its sidecar, says of a photo. */
export type Statement = Pick<PhotoReading, "fields" | "keywords" | "keywordPaths" | "faces">;

/** Chooses what is said among everything that the decoders found. */
export function statementOf(raw: RawMetadata): Statement {
  return {
    fields: photoFields(raw),
    keywords: photoKeywords(raw),
    keywordPaths: keywordPaths(raw),
    faces: photoFaces(raw),
  };
}
