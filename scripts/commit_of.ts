import { childEnvironment } from "./child_environment.ts";

/** The commit that is checked out, short, with a mark when files differ from it; "unknown" outside git. */
export async function commitOf(project: string): Promise<string> {
  try {
    const { success, stdout } = await new Deno.Command("git", {
      args: ["-C", project, "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"],
      stdin: "null",
      stderr: "null",
      ...childEnvironment(),
    }).output();
    return success ? new TextDecoder().decode(stdout).trim() : "unknown";
  } catch {
    return "unknown";
  }
}
