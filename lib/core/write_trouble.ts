import { fileErrorKind, messageOf } from "./file_error.ts";

/** What kept a file from being written, with the cure where there is one; for the list of edits. */
export function writeTrouble(error: unknown): string {
  const message = messageOf(error);
  const code = (error as { code?: unknown }).code;
  if (code === "EROFS" || /read-only file system/i.test(message)) {
    return "Its file system is read-only: mount it for writing";
  }
  if (code === "ENOSPC" || /no space left/i.test(message)) {
    return "Its disk is full: make room there";
  }
  if (code === "EDQUOT" || /quota exceeded/i.test(message)) {
    return "The quota of its disk is used up: make room there";
  }
  if (fileErrorKind(error) === "permission") {
    return `This program may not write there (${message}): give it the right to`;
  }
  return message;
}
