/**
 * The environment for a child: ours without the loader's variables, with which Deno refuses to start
 * a child under `--allow-run=deno` (they could put other code into it).
 */
export function childEnvironment(extra: Readonly<Record<string, string>> = {}) {
  const entries = Object.entries(Deno.env.toObject());
  const kept = entries.filter(([name]) => !/^(LD|DYLD)_/.test(name));
  return { clearEnv: true, env: { ...Object.fromEntries(kept), ...extra } };
}
