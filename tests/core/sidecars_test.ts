import assert from "node:assert/strict";
import { isCandidate } from "../../lib/core/formats.ts";
import { isSidecarName, pairSidecars } from "../../lib/core/sidecars.ts";

interface Case {
  readonly sentence: string;
  readonly listing: string;
  readonly pairs?: Readonly<Record<string, string>>;
  readonly notRead?: readonly string[];
  readonly lone?: readonly string[];
}

const CASES: readonly Case[] = [
  {
    sentence: "C-060 a sidecar of the whole name",
    listing: "a.cr2 a.cr2.xmp",
    pairs: { "a.cr2": "a.cr2.xmp" },
  },
  {
    sentence: "C-060 a sidecar of the base name",
    listing: "a.cr2 a.xmp",
    pairs: { "a.cr2": "a.xmp" },
  },
  {
    sentence: "C-060 of both the longer name",
    listing: "a.cr2 a.xmp a.cr2.xmp",
    pairs: { "a.cr2": "a.cr2.xmp" },
    notRead: ["a.xmp"],
  },
  {
    sentence: "C-060 the base name is that of all photos and films that bear it",
    listing: "a.jpg a.mov a.xmp",
    pairs: { "a.jpg": "a.xmp", "a.mov": "a.xmp" },
  },
  {
    sentence: "C-060 one with a sidecar of its own leaves the other one to the rest",
    listing: "a.jpg a.mov a.xmp a.mov.xmp",
    pairs: { "a.jpg": "a.xmp", "a.mov": "a.mov.xmp" },
  },
  {
    sentence: "C-063 the RAW owns it where several share it",
    listing: "IMG.raf IMG.jpg IMG.xmp",
    pairs: { "IMG.raf": "IMG.xmp" },
  },
  {
    sentence: "C-063 the RAW owns it also where it has a longer one",
    listing: "IMG.raf IMG.jpg IMG.xmp IMG.raf.xmp",
    pairs: { "IMG.raf": "IMG.raf.xmp" },
    notRead: ["IMG.xmp"],
  },
  {
    sentence: "C-063 two RAWs share it",
    listing: "IMG.cr2 IMG.dng IMG.jpg IMG.xmp",
    pairs: { "IMG.cr2": "IMG.xmp", "IMG.dng": "IMG.xmp" },
  },
  {
    sentence: "C-063 a JPEG beside a RAW has a sidecar of its whole name",
    listing: "IMG.raf IMG.jpg IMG.xmp IMG.jpg.xmp",
    pairs: { "IMG.raf": "IMG.xmp", "IMG.jpg": "IMG.jpg.xmp" },
  },
  {
    sentence: "a whole name comes before the same as a base name",
    listing: "a.jpg a.jpg.png a.jpg.xmp",
    pairs: { "a.jpg": "a.jpg.xmp" },
  },
  {
    sentence: "darktable's duplicates are nobody's, and not alone",
    listing: "a.cr2 a.cr2.xmp a_01.cr2.xmp a_02.cr2.xmp",
    pairs: { "a.cr2": "a.cr2.xmp" },
  },
  {
    sentence: "what is named like a duplicate is read for the photo of that name",
    listing: "a.cr2 a_01.cr2 a_01.cr2.xmp",
    pairs: { "a_01.cr2": "a_01.cr2.xmp" },
  },
  {
    sentence: "C-065 duplicates of nothing are alone",
    listing: "b.cr2 a_01.cr2.xmp",
    lone: ["a_01.cr2.xmp"],
  },
  { sentence: "C-065 a sidecar beside nothing is alone", listing: "b.jpg a.xmp", lone: ["a.xmp"] },
  { sentence: "C-065 a sidecar of a text is not alone, and not read", listing: "a.txt a.xmp" },
  { sentence: "C-065 `a` is not the beginning of `ab`", listing: "ab.jpg a.xmp", lone: ["a.xmp"] },
  {
    sentence: "the extension may be in any case",
    listing: "IMG.JPG IMG.XMP DSC.NEF DSC.NEF.Xmp",
    pairs: { "IMG.JPG": "IMG.XMP", "DSC.NEF": "DSC.NEF.Xmp" },
  },
  {
    sentence: "case is passed over where nothing is spelled so",
    listing: "IMG.JPG img.xmp DSC.NEF dsc.nef.xmp",
    pairs: { "IMG.JPG": "img.xmp", "DSC.NEF": "dsc.nef.xmp" },
  },
  {
    sentence: "C-028 of two names that differ in case each has its own",
    listing: "A.jpg a.jpg a.xmp",
    pairs: { "a.jpg": "a.xmp" },
  },
  {
    sentence: "of two that differ in the case of .xmp the usual one is read",
    listing: "a.jpg a.XMP a.xmp",
    pairs: { "a.jpg": "a.xmp" },
    notRead: ["a.XMP"],
  },
  { sentence: "a name of nothing but an extension is no sidecar", listing: "a.jpg .xmp" },
];

for (const { sentence, listing, pairs = {}, notRead = [], lone = [] } of CASES) {
  Deno.test(`sidecars: ${sentence}`, () => {
    const names = listing.split(" ");
    const files = names.filter((name) => !isSidecarName(name));
    const found = pairSidecars({
      files,
      sidecars: names.filter(isSidecarName),
      isPrimary: isCandidate,
    });
    assert.deepEqual(Object.fromEntries(found.of), pairs);
    assert.deepEqual(found.passedOver.map(({ sidecar }) => sidecar), notRead);
    assert.deepEqual(found.lone, lone);
  });
}
