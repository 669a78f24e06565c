import { writeDuration } from "../core/duration.ts";
import { settingSpec } from "./command_specs.ts";

/** The value of an option as a log may show it; what is behind the host of a web address may be secret. */
export function showOption(name: string, value: unknown): string {
  if (value === null) return "default";
  switch (settingSpec(name)?.kind) {
    case "duration":
      return writeDuration(Number(value));
    case "rate":
      return `${Number(value) / 1_000_000} MB/s`;
    case "texts":
      return Array.isArray(value) ? value.join(" ") : String(value);
    case "link":
      return URL.parse(String(value))?.host ?? "none";
    default:
      return String(value);
  }
}
