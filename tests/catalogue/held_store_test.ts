import assert from "node:assert/strict";
import { HeldStore } from "../../lib/catalogue/held_store.ts";
import { RootCatalogue } from "../../lib/catalogue/root_catalogue.ts";
import { RootStore } from "../../lib/catalogue/root_store.ts";
import { emptyCatalogue } from "../../lib/catalogue/shadow_stage.ts";
import { isStillAsked } from "../../lib/core/breaker.ts";
import { NOTHING_READ } from "../../lib/core/reading.ts";
import { WHOLE_ROOT } from "../../lib/core/scope.ts";
import { step, type WalkStep } from "../../lib/core/walk_step.ts";

const PLACE = { path: "card", mount: "" };
const PHOTOS = 120;
const DECISIONS = [null, "approved", "rejected"] as const;

interface Look {
  readonly steps: readonly WalkStep[];
  readonly again?: readonly string[];
}

/** What a scan meets at the folder of the photos, and whether it has seen that they are back. */
const LOOKS: Readonly<Record<string, Look & { readonly isFound: boolean }>> = {
  "the photos are back": { steps: [], isFound: true },
  "a name beside them is no UTF-8": { steps: [trouble("card", "unreadable-name")], isFound: true },
  "the folder may not be read": { steps: [trouble("card", "permission")], isFound: false },
  "the disk answers with an error": { steps: [trouble("card", "io-error")], isFound: false },
  "the disk is away": { steps: [trouble("card", "mount-away")], isFound: false },
  "the folder is being renamed": { steps: [], again: ["card"], isFound: false },
};

for (const [sentence, { steps, again = [], isFound }] of Object.entries(LOOKS)) {
  for (const decision of DECISIONS) {
    const answer = decision ?? "not answered";
    const outcome = isFound ? "forgotten" : "kept";
    Deno.test(`C-045 ${sentence}: a question that is ${answer} is ${outcome}`, () => {
      using database = emptyCatalogue();
      const catalogue = heldCatalogue(database);
      const [list] = listsIn(database);
      if (decision !== null) HeldStore.decide(database, Number(list?.["id"]), decision);
      scan(catalogue, { steps, again });
      const left = listsIn(database).map(({ decision, count }) => [decision, count]);
      assert.deepEqual(left, isFound ? [] : [[decision, PHOTOS]]);
    });
  }
}

function trouble(path: string, kind: "permission" | "io-error" | "mount-away" | "unreadable-name") {
  return step({ path, mount: "" }, { problems: [{ path, kind, detail: "as the system says" }] });
}

/** A root whose photos are gone, and held. */
function heldCatalogue(database: ReturnType<typeof emptyCatalogue>): RootCatalogue {
  const catalogue = new RootCatalogue(database, new RootStore(database).add("/photos", 1));
  const ids = Array.from({ length: PHOTOS }, (_, index) => index + 1);
  catalogue.transact(() => {
    for (const id of ids) {
      const fingerprint = { size: 9, mtimeMs: id, ctimeMs: id, inode: id, bornMs: null };
      const photo = { ...NOTHING_READ, format: "jpeg", sampleHash: `${id}` };
      const place = { directory: PLACE.path, name: `${id}.jpg` };
      catalogue.files.add(place, { ...photo, fingerprint, lookedAtMs: 1 }, 1, 1);
    }
  });
  const vanished = ids.map((id) => ({ kind: "vanished" as const, name: `${id}.jpg`, fileId: id }));
  scan(catalogue, { steps: [step(PLACE, { differences: vanished })] });
  return catalogue;
}

/** What a scan of the whole root does to lists; everything that is staged to be hidden is held. */
function scan(catalogue: RootCatalogue, { steps, again = [] }: Look): void {
  const scanId = catalogue.scans.begin(WHOLE_ROOT, 1);
  catalogue.transact(() => {
    for (const one of steps) {
      catalogue.stage.add(one);
      for (const problem of one.problems) catalogue.problems.see(problem, "scan", scanId, 1);
    }
    catalogue.held.forgetFound({ scope: WHOLE_ROOT, scanId, again });
    if (catalogue.stage.photosToHide() > 0) {
      catalogue.stage.keepVanished();
      catalogue.held.hold(1, true);
    }
    catalogue.held.forgetHidden();
    catalogue.held.release(isStillAsked);
    catalogue.stage.clear();
  });
}

function listsIn(database: ReturnType<typeof emptyCatalogue>) {
  return database.prepare(
    `SELECT id, decision, (SELECT count(*) FROM held_file WHERE held_id = held.id) AS count FROM held`,
  ).all();
}
