import assert from "node:assert/strict";
import { explainPath, type HiddenRecord, type PathFacts } from "../../lib/core/explain_path.ts";

const AT_MS = Date.UTC(2026, 0, 1);
const FINGERPRINT = { size: 10, mtimeMs: AT_MS };
const NOTHING: PathFacts = {
  path: "2024/a.jpg",
  kind: "file",
  trouble: null,
  linkAbove: null,
  hidden: null,
  offline: null,
  record: null,
  sidecarOf: [],
  fingerprint: FINGERPRINT,
  hiddenRecords: [],
  lists: [],
  problems: [],
  folder: null,
};
const GONE: Partial<PathFacts> = { kind: null, fingerprint: null };
const PHOTO = { id: 3, isPhoto: true, fingerprint: FINGERPRINT };
const MISSING: HiddenRecord = {
  id: 3,
  sinceMs: AT_MS,
  tombstoneSinceMs: null,
  ignoredBy: null,
  evidence: "Scan 7: not there",
};

interface Case {
  readonly sentence: string;
  readonly facts: Partial<PathFacts>;
  readonly kinds: readonly string[];
  readonly says?: RegExp;
}

const CASES: readonly Case[] = [
  { sentence: "C-001 of a path that is nowhere there is nothing to say", facts: GONE, kinds: [] },
  {
    sentence: "a photo on disk that no scan has seen",
    facts: {},
    kinds: ["not-scanned"],
    says: /no scan has looked at it yet; the next sync does/,
  },
  { sentence: "a photo as the catalogue has it", facts: { record: PHOTO }, kinds: ["photo"] },
  {
    sentence: "C-060 a sidecar that two photos share",
    facts: { path: "2024/a.xmp", sidecarOf: ["2024/a.jpg", "2024/a.mov"] },
    kinds: ["sidecar"],
    says: /of '2024\/a\.jpg' and '2024\/a\.mov'/,
  },
  {
    sentence: "C-060 a sidecar that no photo was read with",
    facts: { path: "2024/a_01.jpg.xmp" },
    kinds: ["sidecar"],
    says: /none was read with it/,
  },
  {
    sentence: "a photo that was written to since",
    facts: { record: PHOTO, fingerprint: { size: 11, mtimeMs: AT_MS } },
    kinds: ["photo", "changed"],
    says: /next scan reads it again/,
  },
  {
    sentence: "a photo that is gone and no scan has noticed yet",
    facts: { ...GONE, record: PHOTO },
    kinds: ["photo", "changed"],
    says: /not there now/,
  },
  {
    sentence: "a folder in place of a photo",
    facts: { kind: "directory", fingerprint: null, record: PHOTO },
    kinds: ["photo", "changed"],
    says: /A folder is in its place/,
  },
  {
    sentence: "C-008 a text named like a photo",
    facts: {
      record: { ...PHOTO, isPhoto: false },
      problems: [{ path: "2024/a.jpg", kind: "unknown-format", detail: "not a JPEG" }],
    },
    kinds: ["unknown-format", "no-photo"],
    says: /Problem \(unknown-format\): not a JPEG/,
  },
  {
    sentence: "C-006 a photo hidden by a pattern before a scan has hidden it",
    facts: { record: PHOTO, hidden: { path: "2024/a.jpg", reason: "Hidden by the pattern 'a'" } },
    kinds: ["ignored", "photo"],
    says: /^Hidden by the pattern 'a'$/m,
  },
  {
    sentence: "C-006 a photo below a folder that a pattern hides names that folder",
    facts: { hidden: { path: "2024", reason: "Hidden by the pattern '2024/'" } },
    kinds: ["ignored"],
    says: /'2024\/'; this stands for all below '2024'/,
  },
  {
    sentence: "C-006 a photo in a root with .nomedia",
    facts: { hidden: { path: "", reason: "Hidden by '.nomedia'" } },
    kinds: ["ignored"],
    says: /all below the root/,
  },
  {
    sentence: "C-007 a record that a rule hides is never given up",
    facts: { hiddenRecords: [{ ...MISSING, ignoredBy: "Hidden by the pattern 'a'" }] },
    kinds: ["hidden-by-rule"],
    says: /since 2026-01-01T00:00:00.000Z \(id 3\).*pattern 'a'.*never given up/,
  },
  {
    sentence: "C-040 a missing photo tells when it is looked for again",
    facts: { ...GONE, hiddenRecords: [MISSING] },
    kinds: ["missing"],
    says: /Scan 7: not there; a scan after 2026-01-01T00:10:00.000Z looks a second time/,
  },
  {
    sentence: "C-040 a tombstone tells when its record is given up",
    facts: { ...GONE, hiddenRecords: [{ ...MISSING, tombstoneSinceMs: AT_MS + 3_600_000 }] },
    kinds: ["tombstone"],
    says: /since 2026-01-01T01:00:00.000Z, its record is given up after 2026-01-31T01:00:00.000Z/,
  },
  {
    sentence: "C-045 a photo whose hiding is held names the list",
    facts: { ...GONE, record: PHOTO, lists: [{ id: 4, decision: null, isReplaced: false }] },
    kinds: ["photo", "held"],
    says: /until you decide, see the command 'held' \(list 4\)/,
  },
  {
    sentence: "C-045 a photo whose hiding was rejected",
    facts: { ...GONE, record: PHOTO, lists: [{ id: 4, decision: "rejected", isReplaced: false }] },
    kinds: ["photo", "rejected"],
    says: /as you rejected hiding it \(list 4/,
  },
  {
    sentence: "C-045 a photo whose hiding was approved",
    facts: { ...GONE, record: PHOTO, lists: [{ id: 4, decision: "approved", isReplaced: false }] },
    kinds: ["photo", "held"],
    says: /you approved hiding it/,
  },
  {
    sentence: "C-045 a photo in whose place another one is held, and no scan will tell more",
    facts: {
      ...GONE,
      kind: "file",
      fingerprint: { size: 77, mtimeMs: 78 },
      record: PHOTO,
      lists: [{ id: 4, decision: null, isReplaced: true }],
    },
    kinds: ["photo", "held"],
    says: /Another photo stands in its place, as happened to many others, .* \(list 4\)/,
  },
  {
    sentence: "C-043 a photo of a root that is offline",
    facts: { ...GONE, record: PHOTO, offline: { since: "2026-01-01", reason: "it is not there" } },
    kinds: ["root-offline", "photo"],
    says: /offline since 2026-01-01: it is not there; nothing is concluded/,
  },
  {
    sentence: "C-047 a photo below a mount that is away",
    facts: {
      ...GONE,
      record: PHOTO,
      problems: [{ path: "2024", kind: "mount-away", detail: "its disk is away" }],
    },
    kinds: ["mount-away", "photo"],
    says: /Problem of '2024' \(mount-away\): its disk is away/,
  },
  {
    sentence: "a photo that is still being written",
    facts: {
      problems: [{ path: "2024/a.jpg", kind: "still-changing", detail: "written a moment ago" }],
    },
    kinds: ["still-changing"],
  },
  {
    sentence: "a symbolic link",
    facts: { kind: "symlink", fingerprint: null },
    kinds: ["link"],
    says: /not followed/,
  },
  {
    sentence: "a photo behind a symbolic link",
    facts: { linkAbove: "2024" },
    kinds: ["through-link"],
    says: /through the symbolic link '2024' only/,
  },
  { sentence: "a pipe", facts: { kind: "other", fingerprint: null }, kinds: ["other"] },
  {
    sentence: "C-044 a path that may not be looked at",
    facts: { ...GONE, trouble: "Permission denied" },
    kinds: ["unreadable"],
    says: /Permission denied/,
  },
  {
    sentence: "a folder the catalogue knows is told in numbers",
    facts: {
      kind: "directory",
      fingerprint: null,
      folder: { photos: 1, missing: 2, ignored: 3, problems: 4 },
    },
    kinds: ["folder"],
    says: /1 photo in it and below, 2 missing, 3 hidden by rules, 4 problems/,
  },
  {
    sentence: "a folder the catalogue does not know",
    facts: { kind: "directory", fingerprint: null },
    kinds: ["folder"],
    says: /knows nothing/,
  },
];

for (const { sentence, facts, kinds, says } of CASES) {
  Deno.test(`explain: ${sentence}`, () => {
    const said = explainPath({ ...NOTHING, ...facts });
    assert.deepEqual(said.map(({ kind }) => kind), kinds);
    if (says !== undefined) assert.match(said.map((one) => one.sentence).join("\n"), says);
  });
}
