/** Starts a program in a user namespace of its own, where so many directories can be watched. */
export function withWatches(count: number): string[] {
  const script = `echo ${count} > /proc/sys/user/max_inotify_watches && exec "$@"`;
  return ["unshare", "--user", "--map-root-user", "sh", "-c", script, "sh"];
}

/** Whether that can be done here; says so where it cannot. */
export function mayLimitWatches(): boolean {
  try {
    const [command = "", ...args] = [...withWatches(10), "true"];
    if (new Deno.Command(command, { args, stderr: "null" }).outputSync().success) return true;
  } catch {
    // Told below.
  }
  console.log("Skipped: the limit of watches cannot be lowered for one program here");
  return false;
}
