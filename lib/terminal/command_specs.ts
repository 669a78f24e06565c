import { EDITING } from "./edit_options.ts";
import { LOGGING, type OptionSpec, WATCHING, WRITING } from "./option_specs.ts";

/** One command, as help and parsing need it. */
export interface CommandSpec {
  readonly summary: string;
  /** What stands behind the options, for help; empty when nothing may. */
  readonly positionals: string;
  /** How many positionals there may be. */
  readonly positionalsMax: number;
  readonly options: Readonly<Record<string, OptionSpec>>;
  readonly examples: readonly string[];
}

const EVERYWHERE = {
  db: { kind: "text", value: "FILE", help: "The catalogue (default: the place XDG names)" },
  config: {
    kind: "text",
    value: "FILE",
    help: "Settings in TOML; environment and flags beat them (default: the place XDG names)",
  },
  help: { kind: "flag", short: "h", help: "Show this help" },
} as const satisfies Record<string, OptionSpec>;

/** Options of a command that prints data. */
const COMMON = {
  json: { kind: "flag", help: "Print JSON instead of text" },
  ...EVERYWHERE,
} as const satisfies Record<string, OptionSpec>;

const FOLDER: OptionSpec = {
  kind: "texts",
  short: "f",
  value: "DIR",
  help: "A folder; may be repeated (default: all known roots)",
};

/** Every command of the program; the order is that of help. */
export const COMMANDS: Readonly<Record<string, CommandSpec>> = {
  sync: {
    summary: "Scan folders once and make the catalogue equal to them",
    positionals: "",
    positionalsMax: 0,
    options: {
      folder: FOLDER,
      "dry-run": { kind: "flag", short: "n", help: "Print what would be done and do nothing" },
      strict: { kind: "flag", help: "Exit with 3 when there are problems" },
      ...WRITING,
      ...LOGGING,
      ...COMMON,
    },
    examples: [
      "sync --folder ~/Pictures",
      "sync --folder ~/Pictures/2024 --dry-run",
      "sync --json   # all known roots, for scripts",
    ],
  },
  watch: {
    summary: "Keep the catalogue equal to the folders until stopped",
    positionals: "",
    positionalsMax: 0,
    options: {
      ...WATCHING,
      ...LOGGING,
      ...EVERYWHERE,
    },
    examples: [
      "watch --root ~/Pictures",
      "watch --root /photos --root /scans --debounce 5s --rescan-interval 30m",
    ],
  },
  audit: {
    summary: "Compare the catalogue with the disk, change nothing, report every difference",
    positionals: "",
    positionalsMax: 0,
    options: {
      folder: FOLDER,
      content: {
        kind: "flag",
        help:
          "Read all bytes and compare them with the stored hashes; store those that are wanting",
      },
      metadata: { kind: "flag", help: "Read the metadata anew and compare every field" },
      ...COMMON,
    },
    examples: [
      "audit",
      "audit --folder ~/Pictures/2024 --json",
      "audit --content   # finds silent damage; takes as long as reading every photo",
    ],
  },
  status: {
    summary: "What the catalogue holds, and who is working on it",
    positionals: "",
    positionalsMax: 0,
    options: {
      watch: { kind: "flag", short: "w", help: "Go on showing it until stopped" },
      check: {
        kind: "flag",
        help: "Exit with 1 unless a watch answers, 5 when hiding is held, 4 when a root is offline",
      },
      ...COMMON,
    },
    examples: [
      "status",
      "status --json",
      "status --watch",
      "status --check   # for monitoring",
    ],
  },
  show: {
    summary: "Everything known about one photo or folder",
    positionals: "PATH",
    positionalsMax: 1,
    options: {
      all: { kind: "flag", short: "a", help: "Read the file, and tell every value it has, too" },
      ...COMMON,
    },
    examples: [
      "show ~/Pictures/2024/IMG_0001.JPG",
      "show photo.jpg --all   # by ExifTool's names of the tags",
      "show photo.jpg --json",
    ],
  },
  search: {
    summary: "Photos that are as you say: words, fields, ranges",
    positionals: "[QUERY...]",
    positionalsMax: 1_000,
    options: {
      sort: {
        kind: "choice",
        value: "ORDER",
        choices: ["added", "-added", "taken", "-taken"],
        help: "added (default) or taken, the newest first; with - in front the newest last",
      },
      limit: {
        kind: "count",
        value: "N",
        range: [1, 10_000],
        help: "At most so many (default 100)",
      },
      after: { kind: "text", value: "CURSOR", help: "What an earlier answer gave as next" },
      ...COMMON,
    },
    examples: [
      "search summer beach",
      "search '\"New York\" -night rating:>=4'",
      "search 'keyword:family date:2024-05..2024-08 has:gps' --sort taken",
      "search 'missing:title folder:2023' --json",
    ],
  },
  duplicates: {
    summary: "Photos of equal content, and how that is known",
    positionals: "",
    positionalsMax: 0,
    options: COMMON,
    examples: ["duplicates", "duplicates --json"],
  },
  edit: {
    summary: "Change what photos say of themselves, in the catalogue and in their files",
    positionals: "PATH...",
    positionalsMax: 1_000,
    options: {
      ...EDITING,
      ...WRITING,
      ...LOGGING,
      ...COMMON,
    },
    examples: [
      "edit IMG_0001.JPG --title 'Am Meer' --add-keyword sea --rating 4",
      "edit ~/Pictures/2024/Rome --add-keyword 'Places|Italy|Rome' --city Rome --country Italy",
      "edit scan.tif --date 1987-05 --creator 'Anna Muster'",
      "edit a.jpg b.jpg --date 2024-05-01T12:30:00 --offset +02:00 --gps 52.5163,13.3777,34",
      "edit a.jpg --clear title --no-gps --dry-run",
      'edit --stdin --wait < edits.jsonl   # lines like {"path": "a.jpg", "rating": 4}',
    ],
  },
  edits: {
    summary: "Edits that wait to be written, failed, or met somebody else's",
    positionals: "[list | retry ID... | discard ID... | seen ID...]",
    positionalsMax: 1_000,
    options: {
      all: {
        kind: "flag",
        help: "List written ones too; with retry, discard and seen: all of them",
      },
      ...COMMON,
    },
    examples: [
      "edits",
      "edits retry 12   # in a conflict: write the value that was passed over",
      "edits discard 12 13",
      "edits seen --all",
    ],
  },
  problems: {
    summary: "Files that could not be read, each with its reason",
    positionals: "",
    positionalsMax: 0,
    options: { folder: FOLDER, ...COMMON },
    examples: ["problems", "problems --folder ~/Pictures --json"],
  },
  roots: {
    summary:
      "The known roots, and what you know about them: emptied, elsewhere now, wider, forgotten",
    positionals:
      "[list | accept DIR | move OLD NEW | widen OLD PARENT | pause DIR | resume DIR | remove DIR]",
    positionalsMax: 3,
    options: {
      yes: { kind: "flag", short: "y", help: "Do it although records may be lost by it" },
      ...COMMON,
    },
    examples: [
      "roots",
      "roots accept ~/Pictures   # it was really emptied, or replaced",
      "roots move ~/Pictures /mnt/big/Pictures   # it is there now",
      "roots widen ~/Pictures/2024 ~/Pictures   # keeps all records, takes in what is beside them",
      "roots pause /mnt/usb   # nothing is done with it, also after a restart, until roots resume",
      "roots remove /mnt/old --yes   # forgets its records, touches no file",
    ],
  },
  held: {
    summary: "Records that a scan wanted to hide and that wait for you",
    positionals: "[list | approve ID | reject ID]",
    positionalsMax: 2,
    options: COMMON,
    examples: ["held", "held approve 3", "held reject 3"],
  },
  ignore: {
    summary: "Rules for what is no photo of yours, in the syntax of .gitignore",
    positionals: "[list | add PATTERN... | remove PATTERN...]",
    positionalsMax: 1_000,
    options: {
      folder: { ...FOLDER, help: "The folder a rule is for, with all below it; may be repeated" },
      ...COMMON,
    },
    examples: [
      "ignore add '*.png' 'exports/' --folder ~/Pictures",
      "ignore add '!keep.png' --folder ~/Pictures/2024",
      "ignore list",
      "ignore remove 'exports/' --folder ~/Pictures",
    ],
  },
  changes: {
    summary: "What changed after a cursor, for programs that follow the catalogue",
    positionals: "",
    positionalsMax: 0,
    options: {
      since: { kind: "text", value: "CURSOR", help: "What an earlier answer gave as next" },
      limit: { kind: "text", value: "N", help: "At most so many (default 1000)" },
      ...COMMON,
    },
    examples: ["changes --limit 20", "changes --since 4f1c2a5e-…:1234 --json"],
  },
  backup: {
    summary: "Copy the catalogue to a new file, also while it is in use",
    positionals: "FILE",
    positionalsMax: 1,
    options: COMMON,
    examples: ["backup ~/catalogue-2026-11-23.db", "backup /mnt/backup/catalogue.db --json"],
  },
  doctor: {
    summary:
      "Measure on your own storage which promises hold, and why; nothing among photos is written",
    positionals: "[DIR...]",
    positionalsMax: 1_000,
    options: {
      scratch: {
        kind: "texts",
        value: "DIR",
        help:
          "Where a few small files may be made and removed, on the disk of the photos; may be repeated",
      },
      ...COMMON,
    },
    examples: [
      "doctor   # all known roots, and the place of the catalogue",
      "doctor /mnt/nas/photos",
      "doctor /mnt/nas/photos --scratch /mnt/nas/tmp   # tries that disk, too",
      "doctor --json > report.json",
    ],
  },
};

/** Whether a name may stand in the file of settings: what `watch` takes, but help and the file itself. */
export function settingSpec(name: string): OptionSpec | undefined {
  if (name === "help" || name === "config") return undefined;
  return COMMANDS["watch"]?.options[name];
}
