/** What a program and the children it has now used since their starts. */
export interface ProcessUsage {
  /** Of all of them, and of children that have ended, user and system together. */
  readonly cpuSeconds: number;
  /** Sent to the disk by those that run. */
  readonly bytesWritten: number;
  /** How many readers of photos it has now. */
  readonly readers: number;
}

/** Linux gives times to programs in hundredths of a second, whatever its own clock is. */
const TICKS_PER_SECOND = 100;

/**
 * Asks Linux what a program has used. By other programs, as `/proc` is closed to Deno.
 *
 * @throws {Error} Where there is no `/proc`, or the program has ended.
 */
export async function processUsage(pid: number): Promise<ProcessUsage> {
  const children = await lines("ps", ["-ww", "-o", "pid=,args=", "--ppid", String(pid)]);
  let ticks = 0;
  let bytesWritten = 0;
  for (const one of [String(pid), ...children.map((line) => String(parseInt(line)))]) {
    const [stat = "", ...io] = await lines("cat", [`/proc/${one}/stat`, `/proc/${one}/io`]);
    // Behind the name, which may hold blanks: fields 14 to 17 of proc(5), counted from the third.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    ticks += fields.slice(11, 15).reduce((sum, field) => sum + (Number(field) || 0), 0);
    const written = io.find((line) => line.startsWith("write_bytes: "));
    bytesWritten += Number(written?.split(" ")[1] ?? 0);
    if (one === String(pid) && written === undefined) {
      throw new Error(`Cannot measure process ${pid}: Linux tells nothing of it`);
    }
  }
  const readers = children.filter((line) => line.includes("extract-child")).length;
  return { cpuSeconds: ticks / TICKS_PER_SECOND, bytesWritten, readers };
}

async function lines(program: string, args: readonly string[]): Promise<string[]> {
  const { stdout } = await new Deno.Command(program, { args: [...args], stderr: "null" }).output();
  return new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "");
}
