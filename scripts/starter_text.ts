import { taskFlags } from "./task_flags.ts";

/** Fills the fields `@NAME@` of parts of the starter, and the flags of the tasks. */
export function starterText(
  parts: readonly string[],
  values: Readonly<Record<string, string>>,
): string {
  const template = parts.map((part) => Deno.readTextFileSync(`scripts/starter/${part}.sh`));
  const all: Record<string, string> = { ...values, PERMISSIONS: permissionLines() };
  return template.join("").replaceAll(/@([A-Z0-9]+)@/g, (whole, name) => all[name] ?? whole);
}

/** The flags of each task, as branches of the starter's `case`. */
function permissionLines(): string {
  const tasks = taskFlags(Deno.readTextFileSync("deno.json"));
  return [...tasks].map(([command, flags]) => `  ${command}) set -- ${flags.join(" ")} -- "$@" ;;`)
    .join("\n");
}
