import { isBlock, numberOf, type RawBlock, type RawValue, textOf } from "./metadata_values.ts";
import type { RawMetadata } from "./raw_metadata.ts";
import type { Face } from "./reading.ts";

/** Faces of one picture; a crowd has some hundreds. */
const FACES_MAX = 1_000;

/**
 * Faces in the order of the file, of the first standard that has any: MWG's regions (Metadata
 * Working Group Guidelines 2.0 §5.9), Microsoft's people tags, IPTC's image regions with a person.
 */
export function photoFaces({ xmp }: RawMetadata): Face[] {
  const candidates = [
    () => mwgFaces(block(xmp.mwgRegions?.Regions)),
    () => microsoftFaces(block(xmp.MP?.RegionInfo)),
    () => iptcFaces(xmp.iptcExt?.ImageRegion),
  ];
  for (const candidate of candidates) {
    const faces = candidate();
    if (faces.length > 0) return faces.slice(0, FACES_MAX);
  }
  return [];
}

function block(value: RawValue): RawBlock {
  return isBlock(value) ? value : {};
}

function blocks(value: RawValue): RawBlock[] {
  return (Array.isArray(value) ? value : [value]).filter(isBlock);
}

/** Areas have their centre at x and y; they are shares unless they say that they are pixels. */
function mwgFaces(info: RawBlock): Face[] {
  const whole = block(info.AppliedToDimensions);
  return blocks(info.RegionList).flatMap((region) => {
    if ((textOf(region.Type) ?? "Face") !== "Face") return [];
    const area = block(region.Area);
    const isPixels = textOf(area.unit) === "pixel";
    const share = (value: RawValue, pixels: RawValue) =>
      (numberOf(value) ?? NaN) / (isPixels ? numberOf(pixels) ?? NaN : 1);
    return face(
      textOf(region.Name),
      share(area.x, whole.w),
      share(area.y, whole.h),
      share(area.w ?? area.d, whole.w),
      share(area.h ?? area.d, whole.h),
    );
  });
}

/** `0.31, 0.21, 0.11, 0.2`: left, top, width, height as shares. */
function microsoftFaces(info: RawBlock): Face[] {
  return blocks(info.Regions).flatMap((region) => {
    const parts = textOf(region.Rectangle)?.split(",").map((part) => numberOf(part) ?? NaN) ?? [];
    const [x = NaN, y = NaN, w = NaN, h = NaN] = parts;
    return face(textOf(region.PersonDisplayName), x + w / 2, y + h / 2, w, h);
  });
}

/** IPTC Photo Metadata Standard 2021.1, "Image Region": only relative rectangles with a person. */
function iptcFaces(regions: RawValue): Face[] {
  return blocks(regions).flatMap((region) => {
    const person = textOf(region.PersonInImage);
    const shape = block(region.RegionBoundary);
    const isRelative = textOf(shape.rbUnit) === "relative";
    if (person === null || !isRelative || textOf(shape.rbShape) !== "rectangle") return [];
    const [x, y, w, h] = [shape.rbX, shape.rbY, shape.rbW, shape.rbH]
      .map((value) => numberOf(value) ?? NaN);
    return face(person, x! + w! / 2, y! + h! / 2, w!, h!);
  });
}

function face(name: string | null, x: number, y: number, w: number, h: number): Face[] {
  if (![x, y, w, h].every(Number.isFinite)) return [];
  return [{ name: name?.trim() ?? null, x, y, w, h }];
}
