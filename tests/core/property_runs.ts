import fc from "fast-check";

/** Arguments after `--`; the environment may not be read here. */
const given = new Map(
  Deno.args.flatMap((argument) => {
    const [, name, value] = /^--(runs|seed)=(-?\d+)$/.exec(argument) ?? [];
    return name === undefined ? [] : [[name, Number(value)] as const];
  }),
);

/**
 * Random cases per property: in the everyday suite enough to find what is common and quick to wait for,
 * as many as `deno task properties --runs N` says otherwise.
 */
export const PROPERTY_RUNS = given.get("runs") ?? 150;

// Every property draws from the same seed then, and fails as it failed when that seed was printed.
const seed = given.get("seed");
if (seed !== undefined) fc.configureGlobal({ seed });
