/** Replaced by the commit when the program is bundled. */
const COMMIT = "from source";

/**
 * The one module of the program in every form: run from source, bundled, compiled. It is started
 * again as a worker or a child process, told apart by the worker's name or the first argument. Each
 * role is imported late and alone: workers and children start while somebody waits for them.
 */
async function main(): Promise<void> {
  const scope = globalThis as unknown as { WorkerGlobalScope?: unknown; name?: string };
  if (scope.WorkerGlobalScope !== undefined) {
    return await (await import("./actors/play_worker.ts")).playWorker(scope.name);
  }
  if (Deno.args[0] === "extract-child") {
    const { runExtractChild, TAGS_FLAG } = await import("./lib/metadata/extract_child.ts");
    const { readPhoto } = await import("./lib/metadata/read_photo.ts");
    const withTags = Deno.args.includes(TAGS_FLAG);
    return await runExtractChild({
      read: ({ path, sidecar }) => readPhoto(path, { sidecar, withTags }),
    });
  }
  if (Deno.args[0] === "preview-child") {
    const { runExtractChild } = await import("./lib/metadata/extract_child.ts");
    const { readPreview } = await import("./lib/metadata/read_preview.ts");
    return await runExtractChild({
      read: ({ path, sampleHash }) => readPreview(path, sampleHash ?? ""),
    });
  }
  if (Deno.args[0] === "watch-child") {
    return await (await import("./actors/watch_child.ts")).runWatchChild();
  }
  if (Deno.args[0] === "slow-extract-child") {
    const { readSlowly } = await import("./actors/read_slowly.ts");
    return await readSlowly();
  }
  if (Deno.args[0] === "write-child") {
    const { writeFiles } = await import("./actors/write_files.ts");
    return await writeFiles();
  }
  const { runProgram } = await import("./actors/run_program.ts");
  const module = {
    programUrl: import.meta.url,
    directory: import.meta.dirname,
    commit: COMMIT,
  };
  Deno.exit(await runProgram(Deno.args, module));
}

main().catch((error) => {
  console.error(error);
  Deno.exit(1);
});
