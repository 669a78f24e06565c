import {
  type Edit,
  isEmptyEdit,
  parseEdit,
  SETTING_OPTIONS,
  type TypedEdit,
} from "./parse_edit.ts";

/** What a name of a line takes, and how to say it. */
const KINDS = {
  text: { is: (value: unknown) => isText(value), wanted: "a text" },
  texts: {
    is: (value: unknown) => isText(value) || (Array.isArray(value) && value.every(isText)),
    wanted: "a text, or a list of texts",
  },
  flag: { is: (value: unknown) => typeof value === "boolean", wanted: "true or false" },
} as const;

/** The names are those of the options. */
const NAMES: Readonly<Record<string, keyof typeof KINDS>> = {
  ...Object.fromEntries(SETTING_OPTIONS.map((name) => [name, "text"] as const)),
  "add-keyword": "texts",
  "remove-keyword": "texts",
  "clear": "texts",
  "no-gps": "flag",
};

/** Numbers stand for their digits: `{"rating": 4}`. */
function isText(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

/**
 * Reads one line of `edit --stdin`, an object like `{"path": "a.jpg", "rating": 4}`.
 *
 * @param complain told of everything that is wrong, in a sentence with the value and the cure
 * @returns `null` where not even the path can be told
 */
export function parseEditLine(
  line: string,
  complain: (complaint: string) => void,
): { readonly path: string; readonly edit: Edit } | null {
  const { path, ...given } = parseObject(line);
  if (typeof path !== "string" || path === "") {
    complain(
      `Cannot read '${shown(line)}': write an object like {"path": "a.jpg", "rating": 4}`,
    );
    return null;
  }
  let isRight = true;
  const typed: Record<string, TypedEdit[string]> = {};
  for (const [name, value] of Object.entries(given)) {
    const complaint = complaintAbout(name, value);
    if (complaint === null) Object.assign(typed, { [name]: asTyped(value) });
    else complain(complaint);
    isRight &&= complaint === null;
  }
  const edit = parseEdit(typed, (complaint) => {
    isRight = false;
    complain(complaint);
  });
  if (isRight && isEmptyEdit(edit)) complain(`Nothing to change for '${path}': give a field`);
  return { path, edit };
}

function complaintAbout(name: string, value: unknown): string | null {
  const kind = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
  if (kind === undefined) return `Unknown field '${name}': the names are those of the options`;
  // Nothing says nothing: to clear a field has a name of its own.
  if (value === null || KINDS[kind].is(value)) return null;
  return `Cannot take '${shown(JSON.stringify(value))}' as ${name}: write ${KINDS[kind].wanted}`;
}

function asTyped(value: unknown): TypedEdit[string] {
  if (value === null) return undefined;
  if (Array.isArray(value)) return value.map(String);
  return typeof value === "boolean" ? value : String(value);
}

function shown(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function parseObject(line: string): Record<string, unknown> {
  try {
    const value = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}
