/** Random cases per property in the everyday suite: enough to find what is common, quick to wait for. */
export const PROPERTY_RUNS = 150;
