import initial from "./schema/001_initial.sql" with { type: "text" };
import evidence from "./schema/002_evidence.sql" with { type: "text" };
import search from "./schema/003_search.sql" with { type: "text" };
import sidecars from "./schema/004_sidecars.sql" with { type: "text" };
import edits from "./schema/005_edits.sql" with { type: "text" };
import mediaHash from "./schema/006_media_hash.sql" with { type: "text" };
import sightings from "./schema/010_sightings.sql" with { type: "text" };
import contentAge from "./schema/008_content_age.sql" with { type: "text" };
import displaced from "./schema/009_displaced.sql" with { type: "text" };
import sentEdits from "./schema/007_sent_edits.sql" with { type: "text" };
import failedLooks from "./schema/011_failed_looks.sql" with { type: "text" };

/** One script a version, in order; `user_version` counts how many were applied. */
export const MIGRATIONS: readonly string[] = [
  initial,
  evidence,
  search,
  sidecars,
  edits,
  mediaHash,
  sentEdits,
  contentAge,
  displaced,
  sightings,
  failedLooks,
];
