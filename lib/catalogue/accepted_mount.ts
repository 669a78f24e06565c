/** `directory.is_mount` where a person said that what is there now stays, until the next scan is applied. */
export const ACCEPTED_MOUNT = 2;
