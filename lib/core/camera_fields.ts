import { EXIF_TAGS, IFD0_TAGS } from "./exif_tags.ts";
import {
  firstOf,
  integerWithin,
  isBlock,
  numberOf,
  numberWithin,
  type RawValue,
  textOf,
} from "./metadata_values.ts";
import type { RawMetadata } from "./raw_metadata.ts";

/** What took the photo and how it was set: EXIF first, then XMP's copies of the same tags. */
export function cameraFields({ ifd0, exif, xmp, facts }: RawMetadata) {
  const { tiff = {}, exifEX = {}, aux = {}, exif: xmpExif = {} } = xmp;
  const positive = (...values: RawValue[]) =>
    firstOf(...values.map((value) => numberWithin(value, 0, 1e6)));
  const whole = (...values: RawValue[]) =>
    firstOf(...values.map((value) => integerWithin(value, 0, 0xffff_ffff)));
  const name = (...values: RawValue[]) =>
    firstOf(...values.map((value) => textOf(value)?.trim() ?? null));
  return {
    make: name(ifd0[IFD0_TAGS.make], tiff.Make, facts.make),
    model: name(ifd0[IFD0_TAGS.model], tiff.Model, facts.model),
    lens: name(
      exif[EXIF_TAGS.lensModel],
      exif[EXIF_TAGS.lens],
      exifEX.LensModel,
      aux.Lens,
      facts.lens,
    ),
    serial: name(
      exif[EXIF_TAGS.serialNumber],
      exif[EXIF_TAGS.cameraRawSerialNumber],
      ifd0[IFD0_TAGS.cameraSerialNumber],
      exifEX.BodySerialNumber,
      aux.SerialNumber,
    ),
    iso: whole(
      exif[EXIF_TAGS.iso],
      ifd0[IFD0_TAGS.panasonicIso],
      xmpExif.ISOSpeedRatings,
      exifEX.PhotographicSensitivity,
    ),
    fNumber: positive(exif[EXIF_TAGS.fNumber], xmpExif.FNumber),
    exposureTime: positive(exif[EXIF_TAGS.exposureTime], xmpExif.ExposureTime),
    focalLength: positive(exif[EXIF_TAGS.focalLength], xmpExif.FocalLength),
    focalLength35mm: whole(exif[EXIF_TAGS.focalLength35mm], xmpExif.FocalLengthIn35mmFilm),
    flash: firstOf(integerWithin(exif[EXIF_TAGS.flash], 0, 0xffff), flashOf(xmpExif.Flash)),
  };
}

/** XMP keeps the bits of EXIF's Flash as a structure. */
function flashOf(value: RawValue): number | null {
  if (!isBlock(value)) return null;
  const bit = (name: string) => textOf(value[name])?.toLowerCase() === "true" ? 1 : 0;
  const part = (name: string) => numberOf(value[name]) ?? 0;
  return bit("Fired") | (part("Return") << 1) | (part("Mode") << 3) | (bit("Function") << 5) |
    (bit("RedEyeMode") << 6);
}
