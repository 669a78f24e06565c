import { rootSetup } from "./root_setup.ts";

/** The safety net under lost events: everything is looked at, some time after it was the last time. */
export const recrawlingRegion = rootSetup.createStateConfig({
  initial: "waiting",
  states: {
    waiting: {
      on: { "recrawl.finished": { target: "waiting", reenter: true } },
      after: {
        recrawlPause: {
          guard: "isWatched",
          target: "waiting",
          reenter: true,
          actions: "tellRecrawlDue",
        },
      },
    },
  },
});
