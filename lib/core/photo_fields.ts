import { cameraFields } from "./camera_fields.ts";
import { EXIF_TAGS, IFD0_TAGS } from "./exif_tags.ts";
import { firstOf, integerWithin } from "./metadata_values.ts";
import type { RawMetadata } from "./raw_metadata.ts";
import type { PhotoFields } from "./reading.ts";
import { takenFields } from "./taken_fields.ts";
import { placeFields, textFields } from "./text_fields.ts";

/** Chooses for every field the first standard that has a value, in the order of the table "Fields". */
export function photoFields(raw: RawMetadata): PhotoFields {
  return {
    ...imageFields(raw),
    ...takenFields(raw),
    ...textFields(raw),
    ...placeFields(raw),
    ...cameraFields(raw),
  };
}

function imageFields({ ifd0, exif, xmp, width, height, facts }: RawMetadata) {
  const pixels = (tag: number) => integerWithin(exif[tag], 1, 0xffff_ffff);
  return {
    width: width ?? pixels(EXIF_TAGS.pixelWidth),
    height: height ?? pixels(EXIF_TAGS.pixelHeight),
    orientation: firstOf(
      integerWithin(ifd0[IFD0_TAGS.orientation], 1, 8),
      integerWithin(xmp.tiff?.Orientation, 1, 8),
      facts.orientation ?? null,
    ),
    duration: facts.duration ?? null,
  };
}
