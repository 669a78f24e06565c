import { EXIF_TAGS } from "./exif_tags.ts";
import { IPTC } from "./iptc_data_sets.ts";
import { firstOf, type RawBlock, type RawValue, textOf } from "./metadata_values.ts";
import { positionOf } from "./position.ts";
import type { RawMetadata } from "./raw_metadata.ts";
import {
  offsetFromGps,
  offsetOf,
  type TakenAt,
  type TakenFrom,
  takenFromExif,
  takenFromIptc,
  takenFromPng,
  takenFromSeconds,
  takenFromXmp,
} from "./taken_at.ts";

/** When a photo was taken, by the first standard that tells. */
export function takenFields(raw: RawMetadata) {
  const candidates = datesOf(raw);
  const taken = firstOf(...candidates);
  if (taken === null) return { takenAt: null, takenOffset: null, takenSource: null };
  const offset = firstOf(
    taken.offset,
    taken.source === "exif" ? offsetOf(textOf(raw.exif[EXIF_TAGS.offsetTime])) : null,
    offsetOfSameMoment(taken, candidates),
    offsetFromGps(taken.local, positionOf(raw).utc),
  );
  return { takenAt: taken.local, takenOffset: offset, takenSource: taken.source };
}

/** Another standard's date of the same local time may know the zone. */
function offsetOfSameMoment(taken: TakenAt, others: readonly (TakenAt | null)[]): string | null {
  if (taken.local.length < 19) return null;
  const second = taken.local.slice(0, 19);
  const same = others.find((other) => other?.offset != null && other.local.startsWith(second));
  return same?.offset ?? null;
}

/** All dates, the first that is known is the best; IPTC is ahead of XMP where it was changed last. */
function datesOf({ exif, xmp, iptc, iptcChangedAfterXmp, facts }: RawMetadata) {
  const iptcText = (dataSet: number) => textOf(iptc.get(dataSet)?.[0]);
  const fromIptc = from(
    "iptc",
    takenFromIptc(iptcText(IPTC.dateCreated), iptcText(IPTC.timeCreated)),
  );
  const fromXmp = (value: RawValue) => from("xmp", takenFromXmp(textOf(value)));
  return [
    from("exif", originalOf(exif)),
    from("exif", digitizedOf(exif)),
    iptcChangedAfterXmp ? fromIptc : null,
    fromXmp(xmp.photoshop?.DateCreated),
    fromXmp(xmp.exif?.DateTimeOriginal),
    fromIptc,
    fromXmp(xmp.xmp?.CreateDate),
    from("quicktime", takenFromXmp(facts.createdText ?? null)),
    from("quicktime", takenFromSeconds(facts.createdSeconds ?? null)),
    from("png", takenFromPng(facts.pngDate ?? null)),
  ];
}

function originalOf(exif: RawBlock): TakenAt | null {
  return takenFromExif(
    textOf(exif[EXIF_TAGS.dateTimeOriginal]),
    textOf(exif[EXIF_TAGS.subSecTimeOriginal]),
    textOf(exif[EXIF_TAGS.offsetTimeOriginal]),
  );
}

function digitizedOf(exif: RawBlock): TakenAt | null {
  return takenFromExif(
    textOf(exif[EXIF_TAGS.createDate]),
    textOf(exif[EXIF_TAGS.subSecTimeDigitized]),
    textOf(exif[EXIF_TAGS.offsetTimeDigitized]),
  );
}

function from(source: TakenFrom["source"], taken: TakenAt | null): TakenFrom | null {
  return taken === null ? null : { ...taken, source };
}
