import { fromCallback } from "xstate";
import { isQuiet } from "../lib/core/quiet_hours.ts";
import type { HoursTask, RootEvent } from "../machines/root_protocol.ts";
import type { Services } from "./services.ts";

/** Asked so often that summer time, a clock that is set and a machine that slept need no rule. */
const LOOK_EVERY_MS = 30_000;

/** Actor logic: tells when quiet hours begin and end, also that they have begun already. */
export function keepHours({ world }: Services) {
  return fromCallback<RootEvent, HoursTask>(({ input: { hours }, sendBack }) => {
    if (hours === null) return;
    let wasQuiet = false;
    const look = () => {
      const isQuietNow = isQuiet(hours, new Date(world.now()));
      if (isQuietNow !== wasQuiet) sendBack({ type: isQuietNow ? "quiet.began" : "quiet.ended" });
      wasQuiet = isQuietNow;
    };
    look();
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  });
}
