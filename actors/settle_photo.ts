import type { OutgoingPhoto, OutgoingSidecar } from "../lib/catalogue/outbox_store.ts";
import { baseName, type Fingerprint } from "../lib/core/entry.ts";
import { fileErrorKind, messageOf } from "../lib/core/file_error.ts";
import { isRaw } from "../lib/core/formats.ts";
import { fileSystemOfName } from "../lib/core/file_systems.ts";
import { type FingerprintPolicy, hasChanged } from "../lib/core/fingerprint.ts";
import type { PhotoReading } from "../lib/core/reading.ts";
import type { FileTraits, ReplaceOutcome, ReplaceRequest } from "../lib/core/replacing.ts";
import { sqliteTrouble } from "../lib/core/sqlite_trouble.ts";
import { keptName, temporaryName } from "../lib/core/temporary_name.ts";
import { IN_FILE_BYTES_MAX } from "../lib/core/write_order.ts";
import { isWrittenItself, sidecarNameFor } from "../lib/core/writing_policy.ts";
import { writtenReading } from "../lib/core/written_reading.ts";
import { makeFile, replaceFile } from "../lib/file_system/replace_file.ts";
import type { WriteTask } from "../machines/root_protocol.ts";
import { catalogueOf, type Services } from "./services.ts";

/** What became of the edits of one photo. */
export type Settled =
  | { readonly kind: "written" }
  /** The file is not what was last read. */
  | { readonly kind: "stranger" }
  /** Somebody edited it, or discarded an edit of it, meanwhile; what is to be written now is another thing. */
  | { readonly kind: "overtaken" }
  /** Tried again later, or only when a person says so. */
  | { readonly kind: "putOff" }
  | { readonly kind: "failed" };

/** One photo on its way. */
interface Outgoing {
  readonly services: Services;
  readonly task: WriteTask;
  readonly photo: OutgoingPhoto;
  /** Absolute. */
  readonly path: string;
  readonly policy: FingerprintPolicy;
}

const STRANGER = "Its file was changed by somebody else; it is looked at first";
const OVERTAKEN = "It was edited again, or an edit was discarded, while it was written";
/** What was begun is finished: a photo takes a second, and half of one would be all of it again. */
const NEVER = new AbortController().signal;

/**
 * Writes the edits of one photo; whatever happens, the catalogue says it.
 *
 * Rejects only where something is wrong with the catalogue itself.
 */
export async function settlePhoto(
  services: Services,
  task: WriteTask,
  photo: OutgoingPhoto,
): Promise<Settled> {
  const { roots } = catalogueOf(services, task.rootId);
  const policy = fileSystemOfName(roots.get(task.rootId).fileSystem);
  const outgoing = { services, task, photo, policy, path: `${task.path}/${photo.path}` };
  try {
    return await settle(outgoing);
  } catch (error) {
    if (sqliteTrouble(error) !== null) throw error;
    // One photo must not keep those behind it from being written.
    return putOff(outgoing, messageOf(error), false);
  }
}

async function settle(outgoing: Outgoing): Promise<Settled> {
  const { services, photo, policy } = outgoing;
  let seen: FileTraits;
  try {
    seen = await services.world.editing.steps.look(outgoing.path);
  } catch (error) {
    return putOff(outgoing, messageOf(error), fileErrorKind(error) === "not-found");
  }
  if (hasChanged(photo.fingerprint, seen.fingerprint, policy)) {
    return putOff(outgoing, STRANGER, true);
  }
  const written = await write(outgoing, seen);
  if (written.isOvertaken) return { kind: "overtaken" };
  switch (written.outcome.status) {
    case "replaced":
      return store(outgoing, written);
    case "changed":
      return putOff(outgoing, STRANGER, true);
    case "not-now":
      return putOff(outgoing, written.outcome.reason, false);
    case "unsafe":
      return fail(outgoing, written.outcome.reason);
  }
}

/** What was written. */
interface Written {
  readonly outcome: ReplaceOutcome;
  /** Name of the sidecar; `null` for the photo itself. */
  readonly sidecar: string | null;
  /** What the photo says with it, by the same reader as ever; `null` where nothing was written. */
  readonly reading: PhotoReading | null;
  /** Whether its edits had become others before it was the photo, so that it was dropped. */
  readonly isOvertaken?: boolean;
}

/**
 * Where a photo has a sidecar, edits go there: it is what counts. Otherwise they go into the photo, or
 * into a new sidecar where that cannot be written.
 */
async function write(outgoing: Outgoing, seen: FileTraits): Promise<Written> {
  const { photo: { sidecar, format } } = outgoing;
  if (sidecar !== null) return await editSidecar(outgoing, sidecar);
  const isInFile = isWrittenItself(format ?? "", outgoing.task.policy) &&
    seen.fingerprint.size <= IN_FILE_BYTES_MAX;
  if (!isInFile) return await makeSidecar(outgoing, null);
  const inFile = await writeInFile(outgoing, seen);
  const { outcome } = inFile;
  if (outcome.status !== "unsafe") return inFile;
  const beside = await makeSidecar(outgoing, null);
  if (beside.outcome.status !== "unsafe") return beside;
  const reason = `${outcome.reason}; nor a sidecar: ${beside.outcome.reason}`;
  return { outcome: { status: "unsafe", reason }, sidecar: null, reading: null };
}

async function writeInFile(outgoing: Outgoing, seen: FileTraits): Promise<Written> {
  const { services: { world }, path } = outgoing;
  return await besides(outgoing, seen.fingerprint, null, (beside, nowMs) =>
    replaceFile({
      ...beside,
      path,
      expected: seen.fingerprint,
      mtimeMs: keepsMtime(outgoing) ? seen.fingerprint.mtimeMs : nowMs,
    }, world.editing.steps));
}

/** One that several photos have is not changed for one of them: that one gets a copy of its own. */
async function editSidecar(outgoing: Outgoing, sidecar: OutgoingSidecar): Promise<Written> {
  const { services: { world }, photo } = outgoing;
  const { name, fingerprint: expected, isShared } = sidecar;
  const path = besidePath(outgoing, name);
  const own = `${baseName(photo.path)}.xmp`;
  if (isShared && name !== own) return await makeSidecar(outgoing, path);
  if (expected === null) {
    return { outcome: { status: "changed", reason: STRANGER }, sidecar: name, reading: null };
  }
  return await besides(
    outgoing,
    expected,
    { name, from: path },
    (beside, nowMs) =>
      replaceFile({ ...beside, path, expected, mtimeMs: nowMs }, world.editing.steps),
  );
}

/** @param from a sidecar that the new one begins with; absolute */
async function makeSidecar(outgoing: Outgoing, from: string | null): Promise<Written> {
  const { services: { world }, photo, path: like } = outgoing;
  const name = newSidecarName(outgoing, from);
  const path = besidePath(outgoing, name);
  return await besides(
    outgoing,
    photo.fingerprint,
    { name, from },
    (beside) => makeFile({ ...beside, path, like }, world.editing.steps),
  );
}

/** What would be that of another RAW, too, gets the long name. */
function newSidecarName({ services, task, photo }: Outgoing, from: string | null): string {
  const { outbox } = catalogueOf(services, task.rootId);
  const namesAsAdobe = task.policy.namesAsAdobe && from === null &&
    !outbox.namesakes(photo.fileId).some(isRaw);
  return sidecarNameFor(photo.path, { namesAsAdobe });
}

function besidePath({ path }: Outgoing, name: string): string {
  return path.slice(0, -baseName(path).length) + name;
}

/** A photo that has no other date than its time of change would get another one. */
function keepsMtime({ task, photo }: Outgoing): boolean {
  return task.policy.keepsMtime || photo.takenSource === "mtime";
}

/** What replacing and making a file have in common. */
type Beside = Pick<
  ReplaceRequest,
  "temporary" | "kept" | "hasChanged" | "fill" | "placed" | "signal"
>;

/**
 * With a temporary beside the photo that is found again should the program be killed. It is read before
 * it takes its name, so that the catalogue knows the file as soon as it is there, and no scan comes
 * between.
 *
 * @param replaced the file that goes, or the photo where a new one is made
 * @param sidecar its name, and the one it is made of; `null` for the photo itself
 */
async function besides(
  outgoing: Outgoing,
  replaced: Fingerprint,
  sidecar: { readonly name: string; readonly from: string | null } | null,
  work: (beside: Beside, nowMs: number) => Promise<ReplaceOutcome>,
): Promise<Written> {
  const { services: { world }, task, photo: { format, changed }, path, policy } = outgoing;
  const { outbox } = catalogueOf(outgoing.services, task.rootId);
  const token = crypto.randomUUID().replaceAll("-", "").slice(0, 16);
  const temporary = besidePath(outgoing, temporaryName(token));
  const kept = besidePath(outgoing, keptName(token, replaced));
  const nowMs = world.now();
  const target = sidecar === null ? "photo" as const : "sidecar" as const;
  const order = { path, temporary, format: format ?? "", changed, target, nowMs };
  let reading: PhotoReading | null = null;
  let isOvertaken = false;
  const fill = async () => {
    const report = await world.editing.write(
      task.path,
      { ...order, sidecar: sidecar?.from ?? null },
      NEVER,
    );
    if (report.status !== "written") return report;
    const request = sidecar === null ? { path: temporary } : { path, sidecar: temporary };
    const [found] = await world.read([request], NEVER);
    if (found?.status !== "read") {
      return { status: "failed" as const, reason: "What was written could not be read" };
    }
    reading = found.reading;
    // From the next step on it may be in the file, and nobody else's.
    isOvertaken = !outbox.send(outgoing.photo);
    return isOvertaken ? { status: "failed" as const, reason: OVERTAKEN } : report;
  };
  const changes = (known: Fingerprint, seen: Fingerprint) => hasChanged(known, seen, policy);
  const names = [temporary, kept];
  for (const name of names) outbox.note(name);
  let isPlaced = false;
  const placed = () => void (isPlaced = true);
  const beside = { temporary, kept, hasChanged: changes, fill, placed, signal: NEVER };
  const outcome = await work(beside, nowMs);
  if (!isPlaced) outbox.unsend(outgoing.photo, world.now());
  // What an error may have left is looked for at the beginning of the next pass.
  if (outcome.status === "replaced") { for (const name of names) outbox.forget(name); }
  return { outcome, sidecar: sidecar?.name ?? null, reading, isOvertaken };
}

/** The catalogue takes what the file says now, in the same moment as it takes the edits for written. */
function store(outgoing: Outgoing, { outcome, sidecar, reading }: Written): Settled {
  const { services, task, photo, policy } = outgoing;
  if (outcome.status !== "replaced" || reading === null) {
    throw new Error("Cannot store what was not written");
  }
  const catalogue = catalogueOf(services, task.rootId);
  const nowMs = services.world.now();
  const { fingerprint } = outcome;
  const found = writtenReading(reading, { path: photo.path, sidecar, fingerprint, policy, nowMs });
  catalogue.transact(() =>
    catalogue.files.update(photo.fileId, found, nowMs, { writtenTo: sidecar })
  );
  return { kind: "written" };
}

function putOff(outgoing: Outgoing, reason: string, isStranger: boolean): Settled {
  note(outgoing, reason, false);
  return { kind: isStranger ? "stranger" : "putOff" };
}

function fail(outgoing: Outgoing, reason: string): Settled {
  note(outgoing, reason, true);
  return { kind: "failed" };
}

function note({ services, task, photo }: Outgoing, reason: string, isFinal: boolean): void {
  const { outbox } = catalogueOf(services, task.rootId);
  outbox.fail(photo.fileId, reason, isFinal, services.world.now());
}
