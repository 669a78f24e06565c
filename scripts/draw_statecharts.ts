import { rootMachine } from "../machines/root_machine.ts";
import { supervisorMachine } from "../machines/supervisor_machine.ts";
import { replaceMarked } from "./marked_text.ts";
import { drawStatechart } from "./statechart.ts";

const DOCUMENT = new URL("../ARCHITECTURE.md", import.meta.url);

/**
 * Draws the machines into ARCHITECTURE.md between their markers; with `--check` it writes nothing and
 * ends with exit code 1 where a drawing is not the one of the machine.
 *
 * @throws {Error} If ARCHITECTURE.md lacks one of the markers.
 */
function main(args: readonly string[]): number {
  const text = Deno.readTextFileSync(DOCUMENT);
  let drawn = text;
  for (
    const [name, machine] of [["root", rootMachine], ["supervisor", supervisorMachine]] as const
  ) {
    const drawing = `\n\`\`\`mermaid\n${drawStatechart(machine)}\n\`\`\`\n\n`;
    drawn = replaceMarked(drawn, `statechart:${name}`, drawing);
  }
  if (drawn === text) return 0;
  if (args.includes("--check")) {
    console.error(
      "Cannot accept ARCHITECTURE.md: its statecharts are not those of machines/; run 'deno task draw'",
    );
    return 1;
  }
  Deno.writeTextFileSync(DOCUMENT, drawn);
  console.log("Drew the statecharts in ARCHITECTURE.md");
  return 0;
}

Deno.exit(main(Deno.args));
