import assert from "node:assert/strict";
import {
  acceptEdits,
  type EditPorts,
  type EditRequest,
  tellEdits,
} from "../../lib/commands/edit.ts";
import { type EditableValues, NO_VALUES } from "../../lib/core/editable.ts";

/** Folders with photos, each with its id and nothing else, and what is accepted of them. */
class Photos implements EditPorts {
  readonly values = new Map<number, EditableValues>();
  /** Ids by transaction. */
  readonly accepted: number[][] = [];
  breaths = 0;

  constructor(private readonly folders: Readonly<Record<string, readonly number[]>>) {
    for (const id of Object.values(folders).flat()) this.values.set(id, NO_VALUES);
  }

  photosAt(path: string) {
    const ids = this.folders[path];
    if (ids === undefined) throw new Error(`Nothing is known at ${path}`);
    return ids.map((id) => ({ id, rootId: 1, root: "/photos", path: `${id}.jpg`, target: "" }));
  }

  valuesOf({ id }: { readonly id: number }) {
    return this.values.get(id) ?? null;
  }

  whyNot = () => null;

  together(work: () => void) {
    this.accepted.push([]);
    work();
  }

  accept({ id }: { readonly id: number }, changed: Partial<EditableValues>) {
    this.accepted.at(-1)!.push(id);
    this.values.set(id, { ...this.values.get(id)!, ...changed });
  }

  breathe() {
    this.breaths++;
    return Promise.resolve();
  }
}

const titled = (title: string, ...paths: string[]): EditRequest => ({
  paths,
  edit: { set: { title }, addKeywords: [], removeKeywords: [] },
});
const many = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

Deno.test("C-100 a folder of up to fifty photos is accepted whole or not at all", async () => {
  const photos = new Photos({ "/photos": many(50) });
  const { planned } = await acceptEdits([titled("Rome", "/photos")], photos);
  assert.deepEqual(photos.accepted, [many(50)]);
  assert.equal(planned.length, 50);
});

Deno.test("C-100 a larger one is accepted in parts, and others work in between", async () => {
  const photos = new Photos({ "/photos": many(120) });
  await acceptEdits([titled("Rome", "/photos")], photos);
  assert.deepEqual(photos.accepted.map((ids) => ids.length), [50, 50, 20]);
  assert.equal(photos.breaths, 4, "after finding them, and after each part");
});

Deno.test("C-100 nothing is accepted where one of the paths is not known", async () => {
  const photos = new Photos({ "/photos/1.jpg": [1] });
  const requests = [titled("Rome", "/photos/1.jpg"), titled("Rome", "/photos/2.jpg")];
  await assert.rejects(acceptEdits(requests, photos), /Nothing is known at \/photos\/2\.jpg/);
  assert.deepEqual(photos.accepted, []);
});

Deno.test("C-106 a photo that is named itself and with its folder is edited once", async () => {
  const photos = new Photos({ "/photos": [1, 2], "/photos/1.jpg": [1] });
  const accepted = await acceptEdits([titled("Rome", "/photos", "/photos/1.jpg")], photos);
  assert.deepEqual(photos.accepted, [[1, 2]]);
  assert.deepEqual([accepted.unchanged, accepted.planned.length], [0, 2]);
});

Deno.test("C-106 what an earlier line has set already is no edit", async () => {
  const photos = new Photos({ "/photos/1.jpg": [1] });
  const requests = [titled("Rome", "/photos/1.jpg"), titled("Rome", "/photos/1.jpg")];
  const { planned, unchanged } = await acceptEdits(requests, photos);
  assert.deepEqual([planned.length, unchanged], [1, 1]);
});

Deno.test("C-100 a record that was given up between two parts is told, and the others go on", async () => {
  const photos = new Photos({ "/photos": [1, 2, 3] });
  photos.values.delete(2);
  const { refused } = await acceptEdits([titled("Rome", "/photos")], photos);
  assert.deepEqual(photos.accepted, [[1, 3]]);
  assert.deepEqual(refused, ["Cannot edit '/photos/2.jpg' as it has just gone"]);
});

Deno.test("C-104 a script reads of JSON what was refused, and why", () => {
  const printed: string[] = [];
  const refused = ["Cannot edit '/photos/2.jpg' as it has just gone"];
  const code = tellEdits({ planned: [], unchanged: 1, refused }, {
    json: true,
    print: (text) => printed.push(text),
    tell: () => {},
    states: [],
    isWaitedFor: true,
  });
  assert.equal(code, 1);
  assert.deepEqual(printed.map((text) => JSON.parse(text)), [{ edits: [], unchanged: 1, refused }]);
});
