import { childEnvironment } from "./child_environment.ts";

/**
 * Runs a tool and gives what it printed.
 *
 * @throws {Error} when it fails, with what it complained about
 */
export async function runTool(program: string, args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    stdin: "null",
    ...childEnvironment(),
  }).output();
  if (success) return new TextDecoder().decode(stdout);
  const reason = new TextDecoder().decode(stderr).trim();
  throw new Error(`Cannot package: '${program} ${args.join(" ")}' failed: ${reason}`);
}
