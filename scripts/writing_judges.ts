/** What other programs say of a written file: an installed ExifTool, and exiv2 where it is there. */
export interface Judges {
  readonly exiv2: boolean;
}

/** Which of the programs are installed; without ExifTool there is nothing to judge by. */
export async function installedJudges(): Promise<Judges> {
  await run("exiftool", ["-ver"]);
  return { exiv2: await isInstalled("exiv2") };
}

/** Whether a program can be started. */
export async function isInstalled(program: string): Promise<boolean> {
  try {
    await run(program, ["--version"]);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** What exiv2 has to read of the values that every file was given, by its keys; each value a line. */
const EXPECTED_BY_EXIV2: Readonly<Record<string, string>> = {
  "Exif.Image.ImageDescription": "Zwei\nZeilen – 日本",
  "Exif.Image.Artist": "Änne; Bob",
  "Exif.Image.Copyright": "© ich",
  "Exif.Photo.DateTimeOriginal": "2024:05:01 12:30:00",
  "Exif.Photo.SubSecTimeOriginal": "25",
  // exiv2 0.27 knows this tag by its number only.
  "Exif.Photo.0x9011": "+02:00",
  "Exif.Photo.OffsetTimeOriginal": "+02:00",
  "Exif.GPSInfo.GPSLatitudeRef": "S",
  "Exif.GPSInfo.GPSLongitude": "179/1 30/1 0/1",
  "Exif.GPSInfo.GPSLongitudeRef": "E",
  "Exif.GPSInfo.GPSAltitude": "7/2",
  "Exif.GPSInfo.GPSAltitudeRef": "1",
  "Iptc.Application2.ObjectName": "Täst am Meer €",
  "Iptc.Application2.Caption": "Zwei\nZeilen – 日本",
  "Iptc.Application2.Keywords": "Köln\nRom\n日本",
  "Iptc.Application2.Byline": "Änne\nBob",
  "Iptc.Application2.Copyright": "© ich",
  "Iptc.Application2.City": "Köln",
  "Xmp.dc.title": 'lang="x-default" Täst am Meer €',
  "Xmp.dc.description": 'lang="x-default" Zwei\nZeilen – 日本',
  "Xmp.dc.subject": "Köln, Rom, 日本",
  "Xmp.dc.creator": "Änne, Bob",
  "Xmp.dc.rights": 'lang="x-default" © ich',
  "Xmp.lr.hierarchicalSubject": "Orte|Italien|Rom",
  "Xmp.digiKam.TagsList": "Orte/Italien/Rom",
  "Xmp.xmp.Rating": "4",
  "Xmp.xmp.Label": "Red",
  "Xmp.photoshop.City": "Köln",
  "Xmp.photoshop.State": "Nordrhein-Westfalen",
  "Xmp.photoshop.Country": "Österreich",
  "Xmp.photoshop.DateCreated": "2024-05-01T12:30:00.25+02:00",
  "Xmp.iptc.CountryCode": "AT",
};

/** What exiv2 has to find in a file of each format, of those it can read. */
const ALWAYS_BY_EXIV2: Readonly<Record<string, RegExp>> = {
  jpeg: /^(?:Xmp\.|Exif\.Image\.|Exif\.GPSInfo\.|Iptc\.Application2\.(?:Obj|Cap|Key|By|Copy))/,
  psd: /^(?:Xmp\.|Exif\.Image\.|Exif\.GPSInfo\.|Iptc\.Application2\.(?:Obj|Cap|Key|By|Copy))/,
  tiff: /^(?:Xmp\.|Exif\.Image\.|Exif\.GPSInfo\.)/,
  png: /^Xmp\./,
  webp: /^(?:Xmp\.|Exif\.Image\.|Exif\.GPSInfo\.)/,
};

/**
 * What exiv2 reads otherwise than it was written, as sentences.
 *
 * @param before the file before it was written: XMP that exiv2 could not decode there says nothing
 */
export async function judgeByExiv2(
  format: string,
  before: string,
  path: string,
): Promise<string[]> {
  const found = await exiv2Values(path);
  const { stderr } = await runBoth("exiv2", ["-PX", before]);
  const always = /Failed to decode XMP/.test(stderr) ? undefined : ALWAYS_BY_EXIV2[format];
  return Object.entries(EXPECTED_BY_EXIV2).flatMap(([key, expected]) => {
    const value = found.get(key);
    // Of other languages and of a second directory there may be more.
    const isRight = value === undefined
      ? always?.test(key) !== true
      : value === expected || (/^lang=/.test(expected) && isAmongLanguages(expected, value));
    return isRight ? [] : [`${key} is ${JSON.stringify(value ?? null)} for exiv2`];
  });
}

function isAmongLanguages(expected: string, value: string): boolean {
  return value.startsWith(`${expected}, lang=`);
}

/** Values by key; those of one key one below the other. */
async function exiv2Values(path: string): Promise<Map<string, string>> {
  const text = await run("exiv2", ["-q", "-PEIXkv", path]);
  const values = new Map<string, string>();
  let last: string | null = null;
  for (const line of text.replace(/\n$/, "").split("\n")) {
    const [, key, value = ""] = /^((?:Exif|Iptc|Xmp)\.\S+)(?: +(.*))?$/.exec(line) ?? [];
    const name: string | null = key ?? last;
    if (name === null) continue;
    const before = values.get(name);
    values.set(
      name,
      before === undefined ? value : `${before}\n${key === undefined ? line : value}`,
    );
    last = name;
  }
  return values;
}

const EXPECTED: Readonly<Record<string, unknown>> = {
  "XMP-dc:Title": "Täst am Meer €",
  "XMP-dc:Subject": ["Köln", "Rom", "日本"],
  "XMP-lr:HierarchicalSubject": "Orte|Italien|Rom",
  "XMP-xmp:Rating": 4,
  "XMP-xmp:Label": "Red",
  "XMP-photoshop:City": "Köln",
  "XMP-photoshop:DateCreated": "2024:05:01 12:30:00.25+02:00",
  "XMP-dc:Creator": ["Änne", "Bob"],
  "IFD0:ImageDescription": "Zwei\nZeilen – 日本",
  "IFD0:Artist": "Änne; Bob",
  "ExifIFD:DateTimeOriginal": "2024:05:01 12:30:00",
  "ExifIFD:OffsetTimeOriginal": "+02:00",
  "IPTC:ObjectName": "Täst am Meer €",
  "IPTC:Keywords": ["Köln", "Rom", "日本"],
  "IPTC:City": "Köln",
};

/** What the installed ExifTool reads otherwise than it was written, as sentences. */
export async function judgeByExifTool(path: string): Promise<string[]> {
  const args = ["-j", "-n", "-G1", "-struct", "-all", path];
  const found = JSON.parse(await run("exiftool", args))[0];
  return Object.entries(EXPECTED).flatMap(([tag, expected]) => {
    const isRight = found[tag] === undefined ||
      JSON.stringify([found[tag]].flat()) === JSON.stringify([expected].flat());
    return isRight ? [] : [`${tag} is ${JSON.stringify(found[tag])} for ExifTool`];
  });
}

/** What the installed ExifTool complains about that was well before, as sentences. */
export async function newComplaints(before: string, after: string): Promise<string[]> {
  const known = new Set(await complaints(before));
  return (await complaints(after)).filter((one) => !known.has(one)).map((one) =>
    `-validate: ${one}`
  );
}

async function complaints(path: string): Promise<string[]> {
  const args = ["-a", "-s3", "-validate", "-warning", "-error", path];
  // The first line counts them; the path is only that of the copy.
  const lines = (await run("exiftool", args)).split("\n").slice(1);
  return lines.filter((line) => line !== "").map((line) => line.replace(/ x\d+\]?$/, ""));
}

/** Tags that hold the fields, go along with them, or tell of the file and of places in it. */
const OURS = new RegExp(
  [
    "^(?:ExifTool|System|File|Composite):",
    "^IFD0:(?:ImageDescription|Artist|Copyright|Rating(?:Percent)?|XP(?:Comment|Keywords))$",
    // Where they do not belong they go, for the sake of the place where they do.
    "^IFD0:(?:DateTimeOriginal|UserComment)$",
    "^ExifIFD:(?:(?:DateTime|SubSecTime|OffsetTime)Original|OffsetTime|UserComment|ExifVersion)$",
    "^ExifIFD:(?:CreateDate|SubSecTimeDigitized|OffsetTimeDigitized)$",
    "^GPS:",
    "^IPTC:(?:ObjectName|Caption-Abstract|Keywords|By-line|CopyrightNotice|City|Province-State)$",
    "^IPTC:Country-Primary|^IPTC:(?:Date|Time)Created$|^IPTC:CodedCharacterSet$",
    "^IPTC:(?:Envelope|Application)RecordVersion$",
    "^Photoshop:IPTCDigest$",
    "^XMP-dc:(?:Title|Description|Subject|Creator|Rights)$",
    "^XMP-photoshop:(?:City|State|Country|DateCreated|Headline|Urgency)$",
    "^XMP-(?:lr:HierarchicalSubject|digiKam:(?:TagsList|ColorLabel)|iptcCore:CountryCode)$",
    "^XMP-(?:xmp:(?:Rating|Label|MetadataDate|CreateDate)|x:XMPToolkit|exif:(?:GPS.*|DateTimeOriginal))$",
    "^XMP-(?:microsoft:(?:RatingPercent|LastKeywordXMP)|acdsee:Rating|mediapro:CatalogSets)$",
    "^XMP-(?:photomech:ColorClass|iptcExt:LocationShown)|^PNG:CreationTime$",
    // A WebP becomes one of the extended form, which tells its size once more.
    "^RIFF:(?:WebP_Flags|ImageWidth|ImageHeight)$",
    "^QuickTime:(?:MediaData(?:Size|Offset)?|Wide)$|(?:Offset|Offsets|Start)$",
  ].join("|"),
);
/** What a directory must hold that is made anew. */
const OF_A_NEW_DIRECTORY = new RegExp(
  "^(?:IFD0:(?:[XY]Resolution|ResolutionUnit|YCbCrPositioning)|ExifIFD:(?:ComponentsConfiguration|" +
    "FlashpixVersion|ColorSpace|ExifImage(?:Width|Height)))$",
);

/** Tags, maker notes and unknown ones included, that are not as before and not ours, as sentences. */
export async function otherTagsChanged(before: string, after: string): Promise<string[]> {
  const [old, now] = [await allTags(before), await allTags(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])].filter((tag) => !OURS.test(tag));
  return names.flatMap((tag) => {
    const [was, is] = [old.get(tag), now.get(tag)];
    // A property of XMP that says nothing is left out when its packet is written anew.
    if (was === is || (was === "" && is === undefined && tag.startsWith("XMP-"))) return [];
    if (was === undefined && OF_A_NEW_DIRECTORY.test(tag)) return [];
    return [`${tag} was ${was ?? "absent"} and is ${is ?? "absent"}`.slice(0, 200)];
  });
}

/** All values by `Group:Name`, several of one name joined. */
async function allTags(path: string): Promise<Map<string, string>> {
  const text = await run("exiftool", ["-G1", "-a", "-u", "-struct", "-n", "-s", path]);
  const tags = new Map<string, string>();
  for (const line of text.split("\n")) {
    const [, group, name, value = ""] = /^\[(.+?)\] +(\S+) *: ?(.*)$/.exec(line) ?? [];
    if (group === undefined) continue;
    const tag = `${group}:${name}`;
    tags.set(tag, tags.has(tag) ? `${tags.get(tag)} | ${value}` : value);
  }
  return tags;
}

async function run(program: string, args: readonly string[]): Promise<string> {
  return (await runBoth(program, args)).stdout;
}

async function runBoth(program: string, args: readonly string[]) {
  const { stdout, stderr } = await new Deno.Command(program, { args: [...args] }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { stdout: decode(stdout), stderr: decode(stderr) };
}
