import { type Audits, type LastAudit, parseAudits } from "../core/last_audit.ts";

/**
 * What the last audits found, beside the catalogue: an audit changes nothing in it, and does not wait
 * for whoever writes to it.
 */
const noteOf = (databasePath: string) => `${databasePath}.audits`;

/** The last audit of each root; empty where none is noted, or the note cannot be read. */
export function readAudits(databasePath: string): Audits {
  try {
    return parseAudits(Deno.readTextFileSync(noteOf(databasePath)));
  } catch {
    return {};
  }
}

/**
 * Notes the audit of a root; `false` where that cannot be written, which takes nothing from the audit.
 *
 * @param roots paths of all that are known: what is noted of others is dropped
 */
export function noteAudit(
  databasePath: string,
  root: string,
  { audit, roots }: { readonly audit: LastAudit; readonly roots: readonly string[] },
): boolean {
  const known = new Set(roots);
  const kept = Object.entries(readAudits(databasePath)).filter(([path]) => known.has(path));
  const audits: Audits = { ...Object.fromEntries(kept), [root]: audit };
  const note = noteOf(databasePath);
  const draft = `${note}.${Deno.pid}`;
  try {
    // Renamed into its place, so that nobody reads half of it. It holds paths: its owner's alone.
    Deno.writeTextFileSync(draft, `${JSON.stringify(audits)}\n`, { mode: 0o600 });
    Deno.renameSync(draft, note);
    return true;
  } catch {
    removeQuietly(draft);
    return false;
  }
}

function removeQuietly(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // It was not made.
  }
}
