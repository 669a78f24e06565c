import { settingsOf } from "./root_mapping.ts";
import { rootSetup } from "./root_setup.ts";

/** The safety net under lost events: everything is looked at, some time after it was the last time. */
export const recrawlingRegion = rootSetup.createStateConfig({
  initial: "waiting",
  states: {
    waiting: {
      on: {
        "recrawl.finished": { target: "waiting", reenter: true },
        "root.configure": {
          guard: { type: "changesRecrawling", params: settingsOf },
          target: "waiting",
          reenter: true,
          actions: { type: "configure", params: settingsOf },
        },
      },
      after: {
        recrawlPause: {
          guard: "isWatched",
          target: "waiting",
          reenter: true,
          actions: "wantRecrawl",
        },
      },
    },
  },
});
