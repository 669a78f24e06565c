import { rootMachine } from "../machines/root_machine.ts";
import { supervisorMachine } from "../machines/supervisor_machine.ts";
import { checkRoot } from "./check_root.ts";
import { hashRoot } from "./hash_root.ts";
import { probeRoot } from "./probe_root.ts";
import { keepHours } from "./keep_hours.ts";
import { reconcileRoot } from "./reconcile_root.ts";
import { scanRoot } from "./scan_root.ts";
import type { Services } from "./services.ts";
import { watchRoot } from "./watch_root.ts";
import { writeBack } from "./write_back.ts";

/** The supervisor with everything its roots do bound to the real world. */
export function provideSupervisor(services: Services) {
  const root = rootMachine.provide({
    actors: {
      checkRoot: checkRoot(services),
      watchRoot: watchRoot(services),
      scanRoot: scanRoot(services),
      reconcileRoot: reconcileRoot(services),
      hashRoot: hashRoot(services),
      writeBack: writeBack(services),
      probeRoot: probeRoot(services),
      keepHours: keepHours(services),
    },
  });
  return supervisorMachine.provide({ actors: { root } });
}
