import type { NamesTrial } from "../core/doctor_measurements.ts";

const CASES = ["case", "CASE"] as const;
/** One letter in the forms NFC and NFD. */
const FORMS = ["form-\u00e9", "form-e\u0301"] as const;

/** Tries which names are different ones in a directory, and whether they come back as given. */
export async function probeNames(directory: string): Promise<NamesTrial> {
  const areCasesDistinct = await makesTwo(directory, CASES);
  const areNormalFormsDistinct = await makesTwo(directory, FORMS);
  const wanted = [
    ...CASES.slice(0, areCasesDistinct ? 2 : 1),
    ...FORMS.slice(0, areNormalFormsDistinct ? 2 : 1),
  ];
  const names = new Set<string>();
  for await (const { name } of Deno.readDir(directory)) names.add(name);
  for (const name of wanted) await Deno.remove(`${directory}/${name}`);
  return {
    areCasesDistinct,
    areNormalFormsDistinct,
    areNamesKept: wanted.every((name) => names.has(name)),
  };
}

async function makesTwo(directory: string, names: readonly string[]): Promise<boolean> {
  for (const name of names) {
    try {
      (await Deno.open(`${directory}/${name}`, { createNew: true, write: true })).close();
    } catch (error) {
      if (error instanceof Deno.errors.AlreadyExists) return false;
      throw error;
    }
  }
  return true;
}
