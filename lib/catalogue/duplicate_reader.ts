import type { DatabaseSync } from "node:sqlite";

/** Present photos whose content is the same, as far as is known. */
export interface EqualPhotos {
  readonly proof: "content" | "sample";
  readonly hash: string;
  readonly size: number;
  readonly photos: readonly { readonly id: number; readonly root: string; readonly path: string }[];
}

interface Candidate {
  readonly id: number;
  readonly root: string;
  readonly path: string;
  readonly size: number;
  readonly sampleHash: string;
  readonly contentHash: string | null;
}

const PRESENT = "missing_since_ms IS NULL AND format IS NOT NULL";

/**
 * Groups of equal photos. Where the content hashes of all that share a sample are known they decide; as
 * long as one is not known the sample does.
 */
export function* equalPhotos(database: DatabaseSync): Generator<EqualPhotos> {
  // In the order of the index on the beginning of the hash, so nothing is sorted.
  const shared = database.prepare(
    `SELECT substr(sample_hash, 1, 16) AS beginning FROM file INDEXED BY file_sample
     WHERE sample_hash IS NOT NULL GROUP BY substr(sample_hash, 1, 16) HAVING count(*) > 1`,
  );
  const members = database.prepare(
    `SELECT record.id, record.root, record.path, record.size,
       record.sample_hash AS sampleHash, record.content_hash AS contentHash
     FROM record WHERE record.id IN (
       SELECT id FROM file WHERE sample_hash IS NOT NULL AND substr(sample_hash, 1, 16) = ?
         AND ${PRESENT}) ORDER BY record.id`,
  );
  for (const { beginning } of shared.iterate()) {
    const candidates = members.all(String(beginning)) as unknown as Candidate[];
    const bySample = Map.groupBy(candidates, ({ sampleHash, size }) => `${size} ${sampleHash}`);
    for (const group of bySample.values()) yield* groupsOf(group);
  }
}

function* groupsOf(candidates: readonly Candidate[]): Generator<EqualPhotos> {
  const isProven = candidates.every(({ contentHash }) => contentHash !== null);
  const hashOf = ({ contentHash, sampleHash }: Candidate) =>
    isProven ? contentHash ?? "" : sampleHash;
  for (const [hash, group] of Map.groupBy(candidates, hashOf)) {
    if (group.length < 2) continue;
    const photos = group.map(({ id, root, path }) => ({ id, root, path }));
    yield { proof: isProven ? "content" : "sample", hash, size: group[0]?.size ?? 0, photos };
  }
}
