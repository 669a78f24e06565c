import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { queryCatalogue } from "../support/catalogue.ts";
import { runProgram, startProgram, withTempDir } from "../support/program.ts";
import { until } from "../support/until.ts";
import type { Random } from "../program/random.ts";
import { ChaoticTree } from "./chaotic_tree.ts";
import { explainLost } from "./explain_lost.ts";

/** How long and how wild. */
export interface ChaosOptions {
  readonly random: Random;
  readonly durationMs: number;
  /** Changes go on for so long between two times of quiet. */
  readonly roundMs: number;
  readonly tell: (line: string) => void;
  readonly script?: string;
}

/** What was done. */
export interface ChaosFigures {
  rounds: number;
  changes: number;
  kills: number;
  /** Photos that were only moved, summed over the rounds. */
  followed: number;
}

/** It is given so long to be equal again by itself. */
const QUIET_LIMIT_MS = 120_000;

/**
 * Changes two folders at random under a real `watch` that is killed and started again, and lets it be
 * quiet now and then: each time the catalogue has to be equal by itself, every photo that was only
 * moved has its id, none has the id of another one whose name it got, and no path has two rows.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosFigures> {
  const { random, durationMs, tell } = options;
  const figures: ChaosFigures = { rounds: 0, changes: 0, kills: 0, followed: 0 };
  return await withTempDir(async (directory) => {
    const roots = ["one", "two"].map((name) => `${directory}/${name}`);
    for (const root of roots) Deno.mkdirSync(root);
    const elsewhere = `${directory}/elsewhere`;
    Deno.mkdirSync(elsewhere);
    const database = `${directory}/catalogue.db`;
    const tree = new ChaoticTree(roots, elsewhere, random);
    const folders = roots.flatMap((root) => ["--folder", root]);
    await sleep(2_100);
    const first = await runProgram(["sync", ...folders, "--db", database], scripted(options));
    assert.equal(first.code, 0, first.stderr);
    tree.follow(idsIn(database));
    const endMs = performance.now() + durationMs;
    while (figures.rounds === 0 || performance.now() < endMs) {
      await playRound(tree, database, options, figures);
      figures.rounds++;
      const done =
        `${figures.changes} changes, ${figures.kills} kills, ${figures.followed} followed`;
      tell(`round ${figures.rounds}: equal; ${done}`);
    }
    tell(tree.describe());
    return figures;
  });
}

async function playRound(
  tree: ChaoticTree,
  database: string,
  options: ChaosOptions,
  figures: ChaosFigures,
): Promise<void> {
  const { random, roundMs } = options;
  const roots = tree.roots.flatMap((root) => ["--root", root]);
  const times = ["--debounce", "300ms", "--debounce-limit", "2s", "--no-http"];
  const logFile = `${database}.log`;
  const log = ["--log-level", "debug", "--log-file", logFile];
  const start = () =>
    startProgram(["watch", ...roots, "--db", database, ...times, ...log], scripted(options));
  const endMs = performance.now() + roundMs;
  while (performance.now() < endMs) {
    await using watch = start();
    const killAtMs = performance.now() + random.between(500, 6_000);
    while (performance.now() < Math.min(killAtMs, endMs)) {
      tree.change();
      figures.changes++;
      await sleep(random.between(0, 60));
    }
    watch.signal("SIGKILL");
    await watch.ended;
    figures.kills++;
  }
  await using watch = start();
  let said = "";
  const isEqual = async () => {
    const { code, stdout, stderr } = await runProgram(
      ["audit", "--db", database],
      scripted(options),
    );
    said = stdout + stderr;
    return code === 0 && samePaths(tree, database);
  };
  await until(isEqual, { what: "the catalogue to be equal", timeoutMs: QUIET_LIMIT_MS }).catch(
    (error) => {
      throw new Error(`Seed ${random.seed}: ${said}\n${watch.stderr()}`, { cause: error });
    },
  );
  const ids = idsIn(database);
  const lost = tree.lost(ids);
  const why = lost.map((photo) => explainLost(photo, { database, logFile })).join("\n");
  assert.ok(
    lost.length === 0,
    `Seed ${random.seed}: photos that were only moved lost their ids\n${why}`,
  );
  const stolen = tree.stolen(ids);
  const how = stolen.map((photo) => explainLost(photo, { database, logFile })).join("\n");
  assert.ok(
    stolen.length === 0,
    `Seed ${random.seed}: photos got the ids of those whose places they took\n${how}`,
  );
  figures.followed += tree.follow(ids);
  const [integrity] = queryCatalogue(database, "PRAGMA integrity_check");
  assert.equal(integrity?.["integrity_check"], "ok");
  watch.signal("SIGTERM");
  const { code, stderr } = await watch.waitForEnd(10_000);
  assert.equal(code, 0, stderr);
}

/** Judged without the program: the files that are there, against plain SQL. */
function samePaths(tree: ChaoticTree, database: string): boolean {
  const sql = "SELECT root || '/' || path AS path FROM photos";
  const shown = queryCatalogue(database, sql).map((row) => String(row["path"])).sort();
  const isThere = tree.photos;
  return shown.length === isThere.length && shown.every((path, index) => path === isThere[index]);
}

function idsIn(database: string): Map<string, number> {
  const rows = queryCatalogue(database, "SELECT root || '/' || path AS path, id FROM photos");
  const ids = new Map(rows.map((row) => [String(row["path"]), Number(row["id"])]));
  assert.equal(ids.size, rows.length, "no path has two rows");
  return ids;
}

function scripted({ script }: ChaosOptions): { readonly script?: string } {
  return script === undefined ? {} : { script };
}
