import { IFD0_TAGS } from "./exif_tags.ts";
import { IPTC, withoutCut } from "./iptc_data_sets.ts";
import { textsOf, utf16Of } from "./metadata_values.ts";
import type { RawMetadata } from "./raw_metadata.ts";

/**
 * Keywords in the order of the file, each once: `dc:subject`, or IPTC's where it was changed last,
 * else the leaves of the keyword tree, else those of Windows.
 */
export function photoKeywords(raw: RawMetadata): string[] {
  const iptc = textsOf(raw.iptc.get(IPTC.keywords) ?? []);
  const subject = textsOf(raw.xmp.dc?.subject);
  if (raw.iptcChangedAfterXmp && iptc.length > 0) {
    return [...new Set(withoutCut(IPTC.keywords, iptc, subject))];
  }
  if (subject.length > 0) return subject;
  if (iptc.length > 0) return iptc;
  const leaves = keywordPaths(raw).map((path) => path.slice(path.lastIndexOf("|") + 1));
  if (leaves.length > 0) return [...new Set(leaves)];
  return textsOf(utf16Of(raw.ifd0[IFD0_TAGS.xpKeywords])?.split(";"));
}

/** The keyword tree, `|` between the levels; of the first program's property that has any. */
export function keywordPaths({ xmp }: RawMetadata): string[] {
  const bySlash = (path: string) => path.split("/");
  const byBar = (path: string) => path.split("|");
  const candidates = [
    { paths: xmp.lr?.hierarchicalSubject, split: byBar },
    { paths: xmp.digiKam?.TagsList, split: bySlash },
    { paths: xmp.microsoft?.LastKeywordXMP, split: bySlash },
    { paths: xmp.mediapro?.CatalogSets, split: byBar },
  ];
  for (const { paths, split } of candidates) {
    const joined = textsOf(paths).map((path) =>
      split(path).map((level) => level.trim()).filter((level) => level !== "").join("|")
    );
    const whole = [...new Set(joined)].filter((path) => path !== "");
    if (whole.length > 0) return whole;
  }
  return [];
}
