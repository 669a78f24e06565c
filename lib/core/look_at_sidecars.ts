import { type Entry, joinPath, type RelativePath, type SeenSidecar } from "./entry.ts";
import { fileErrorKind, messageOf } from "./file_error.ts";
import type { Listing, LookedAt } from "./look_at_names.ts";
import { isSidecarName, pairSidecars, type PassedOver } from "./sidecars.ts";
import type { WalkFileSystem } from "./walk_ports.ts";
import { problem, type WalkProblem } from "./walk_step.ts";

/**
 * Looks at the sidecars of one directory and gives every file that was seen the one that is its own.
 * A sidecar that nobody reads is a problem, as somebody means it to be read.
 *
 * @param isPrimary whether a file is a photo or video that is not hidden
 */
export function lookAtSidecars(
  files: WalkFileSystem,
  directory: RelativePath,
  listing: Listing,
  looked: LookedAt,
  isPrimary: (name: string) => boolean,
): LookedAt {
  const others = listing.filter(({ name, kind }) => kind !== "directory" && !isSidecarName(name));
  const { sidecars } = looked;
  const pairs = pairSidecars({ files: others.map(({ name }) => name), sidecars, isPrimary });
  const problems: WalkProblem[] = [
    ...pairs.lone.map((name) => lone(joinPath(directory, name))),
    ...pairs.passedOver.map((one) => notRead(directory, one)),
  ];
  const again: RelativePath[] = [];
  const looks = new Map<string, SeenSidecar>();
  const lookAt = (name: string): SeenSidecar => {
    const path = joinPath(directory, name);
    try {
      const { kind, fingerprint } = files.look(path);
      if (kind === "file") return { name, fingerprint };
      again.push(path);
    } catch (error) {
      const kind = fileErrorKind(error);
      if (kind === "not-found") again.push(path);
      else problems.push(problem(path, kind, messageOf(error)));
    }
    return { name, fingerprint: null };
  };
  const seen = looked.seen.map((entry): Entry => {
    const name = pairs.of.get(entry.name);
    if (name === undefined) return entry;
    const sidecar = looks.get(name) ?? lookAt(name);
    looks.set(name, sidecar);
    return { ...entry, sidecar };
  });
  return {
    ...looked,
    seen,
    problems: [...looked.problems, ...problems],
    again: [...looked.again, ...again],
  };
}

function lone(path: RelativePath): WalkProblem {
  const detail =
    "A sidecar alone: no photo or video of its name is beside it, so nothing of it is " +
    "shown; it is read when the photo is there";
  return problem(path, "orphan-sidecar", detail);
}

function notRead(directory: RelativePath, { sidecar, primary, read }: PassedOver): WalkProblem {
  const detail =
    `'${read}' is read as the sidecar of '${primary}', so this one is not: merge the ` +
    "two, or remove the one that is not wanted";
  return problem(joinPath(directory, sidecar), "sidecar-not-read", detail);
}
