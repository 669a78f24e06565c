import { baseName, parentPath, type RelativePath } from "./entry.ts";

/** A record whose file is proven to be no longer where it was. */
export interface Departure {
  readonly fileId: number;
  readonly path: RelativePath;
  /** Hidden by an earlier scan already, not by this one. */
  readonly missing: boolean;
  /** `null` where the file was never read. */
  readonly sampleHash: string | null;
}

/** A file that was not there before, or stands where another one stood. */
export interface Arrival {
  /** Its row in the stage. */
  readonly stageId: number;
  readonly path: RelativePath;
}

/** Departures and arrivals that one identity could explain: equal inode, size, mtime and mount. */
export interface MoveCandidates {
  readonly departures: readonly Departure[];
  readonly arrivals: readonly Arrival[];
}

/** One record and the place its file has now. */
export interface MovePair {
  readonly departure: Departure;
  readonly arrival: Arrival;
}

/**
 * Pairs the records of one group with the places their files have now. A wrong pair gives a record
 * to another photo, so what is ambiguous is not guessed: it stays an appearance and a missing.
 *
 * What vanished in this scan is preferred to what was missing before. Several names of one inode
 * (hard links) are paired by their base name where that is unique, and otherwise only one to one, or
 * where one name is left of several that this scan misses: all their records are of that file.
 */
export function pairMoves(candidates: MoveCandidates): readonly MovePair[] {
  const pairs: MovePair[] = [];
  let arrivals = candidates.arrivals;
  for (const missing of [false, true]) {
    let departures = candidates.departures.filter((departure) => departure.missing === missing);
    const named = pairByName(departures, arrivals);
    pairs.push(...named);
    departures = departures.filter((one) => !named.some((pair) => pair.departure === one));
    arrivals = arrivals.filter((one) => !named.some((pair) => pair.arrival === one));
    const arrival = arrivals[0];
    const departure = arrivals.length === 1 && arrival ? leftOver(departures, arrival) : undefined;
    if (departure && arrival) {
      pairs.push({ departure, arrival });
      arrivals = [];
    } else if (departures.length > 0) {
      // What is left could be explained by this scan, so nothing older may claim it.
      arrivals = [];
    }
  }
  return pairs;
}

/** The record of the one name that is left, in whose folder it was if that may be. */
function leftOver(departures: readonly Departure[], arrival: Arrival): Departure | undefined {
  const [first] = departures;
  if (first === undefined || departures.length === 1) return first;
  const areOneFile = departures.every(({ missing, sampleHash }) =>
    !missing && sampleHash !== null && sampleHash === first.sampleHash
  );
  if (!areOneFile) return undefined;
  const folder = parentPath(arrival.path);
  const stayed = departures.filter(({ path }) => parentPath(path) === folder);
  return (stayed.length > 0 ? stayed : departures)
    .reduce((oldest, one) => one.fileId < oldest.fileId ? one : oldest);
}

function pairByName(departures: readonly Departure[], arrivals: readonly Arrival[]): MovePair[] {
  return departures.flatMap((departure) => {
    const name = baseName(departure.path);
    const sameArrivals = arrivals.filter((arrival) => baseName(arrival.path) === name);
    const sameDepartures = departures.filter((other) => baseName(other.path) === name);
    const arrival = sameArrivals[0];
    return sameArrivals.length === 1 && sameDepartures.length === 1 && arrival
      ? [{ departure, arrival }]
      : [];
  });
}
