/** A child of a program. */
export interface ChildProcess {
  readonly pid: number;
  readonly words: readonly string[];
}

/**
 * Children of a process that run, and play that part of the program; one that only waits to be reaped
 * does not run.
 *
 * @param role First argument of the program: `watch-child`
 */
export async function childrenOf(pid: number, role: string): Promise<ChildProcess[]> {
  const args = ["-ww", "-o", "pid=,stat=,args=", "--ppid", String(pid)];
  const { stdout } = await new Deno.Command("ps", { args }).output();
  return new TextDecoder().decode(stdout).split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, state, ...words]) => words.includes(role) && !state?.startsWith("Z"))
    .map(([pid, , ...words]) => ({ pid: Number(pid), words }));
}

/** Whether a process is there and runs. */
export async function runs(pid: number): Promise<boolean> {
  const { stdout } = await new Deno.Command("ps", { args: ["-o", "stat=", "-p", String(pid)] })
    .output();
  const state = new TextDecoder().decode(stdout).trim();
  return state !== "" && !state.startsWith("Z");
}
