import assert from "node:assert/strict";
import { EditedPhotos, OTHER } from "./edited_photos.ts";

/** Everything that can be done without the held up photo is done. */
const rest = () => new Promise((resolve) => setTimeout(resolve, 20));

Deno.test("C-102 a pass begins when that before it has finished what it began", async () => {
  const photos = new EditedPhotos(["a.jpg", "b.jpg"]);
  photos.edit("a.jpg", "new");
  photos.edit("b.jpg", "new");
  const goOn = photos.holdUp("/photos/a.jpg");
  const first = photos.begin();
  await rest();
  first.stop();
  const second = photos.begin();
  await rest();
  assert.equal(photos.temporaries.length, 1, "what is on its way is no leftover");
  goOn();
  await second.end;
  assert.deepEqual(photos.begun, ["/photos/a.jpg", "/photos/b.jpg"]);
  assert.deepEqual(photos.states, ["written", "written"]);
});

Deno.test("C-100 an edit that is taken back while it is written does not get into the file", async () => {
  const photos = new EditedPhotos(["a.jpg"]);
  photos.edit("a.jpg", "new");
  const goOn = photos.holdUp("/photos/a.jpg");
  const pass = photos.begin();
  await rest();
  photos.edit("a.jpg", "old");
  goOn();
  await pass.end;
  assert.deepEqual(photos.titles("a.jpg"), ["old", "old"]);
  assert.deepEqual(photos.states, ["discarded"]);
});

Deno.test("C-100 neither does one that is discarded while it is written", async () => {
  const photos = new EditedPhotos(["a.jpg"]);
  photos.edit("a.jpg", "new");
  const goOn = photos.holdUp("/photos/a.jpg");
  const pass = photos.begin();
  await rest();
  photos.decide("discard");
  goOn();
  await pass.end;
  assert.deepEqual(photos.titles("a.jpg"), ["old", "old"]);
  assert.deepEqual(photos.states, ["discarded"]);
  assert.deepEqual(photos.temporaries, []);
});

Deno.test("C-100 of two edits that follow each other while it is written the later one stays", async () => {
  const photos = new EditedPhotos(["a.jpg"]);
  photos.edit("a.jpg", "new");
  const goOn = photos.holdUp("/photos/a.jpg");
  const pass = photos.begin();
  await rest();
  photos.edit("a.jpg", "newer");
  goOn();
  await pass.end;
  await photos.begin().end;
  assert.deepEqual(photos.titles("a.jpg"), ["newer", "newer"]);
  assert.deepEqual(photos.states, ["written"]);
});

Deno.test("C-100 one that is discarded when it is in the file is taken back there", async () => {
  const photos = new EditedPhotos(["a.jpg"]);
  photos.edit("a.jpg", "new");
  const goOn = photos.holdUp("/photos");
  const pass = photos.begin();
  await rest();
  assert.equal(photos.titles("a.jpg")[0], "new");
  photos.decide("discard");
  assert.equal(photos.titles("a.jpg")[1], "old");
  goOn();
  await pass.end;
  await photos.begin().end;
  assert.deepEqual(photos.titles("a.jpg"), ["old", "old"]);
});

Deno.test("C-104 photos of a disk that never answers hold up those of no other root", async () => {
  const photos = new EditedPhotos(["a.jpg", "b.jpg"]);
  for (const name of ["a.jpg", "b.jpg"]) photos.edit(name, "new");
  photos.edit("a.jpg", "new", OTHER);
  const goOn = ["/photos/a.jpg", "/photos/b.jpg"].map((path) => photos.holdUp(path));
  const hanging = photos.begin();
  await rest();
  await photos.begin(OTHER).end;
  assert.equal(photos.files.get("/other/a.jpg")?.title, "new");
  for (const answer of goOn) answer();
  await hanging.end;
  assert.deepEqual(photos.states, ["written", "written", "written"]);
});

Deno.test("C-104 a photo whose record goes while it is written keeps none of the others from it", async () => {
  const photos = new EditedPhotos(["a.jpg", "b.jpg", "c.jpg"]);
  for (const name of ["a.jpg", "b.jpg", "c.jpg"]) photos.edit(name, "new");
  const goOn = photos.holdUp("/photos");
  const pass = photos.begin();
  await rest();
  photos.database.exec("DELETE FROM file WHERE name = 'a.jpg'");
  goOn();
  await pass.end;
  assert.deepEqual(photos.states, ["written", "written"]);
});

Deno.test("C-104 an edit that could not get into the file in the last step can be discarded for good", async () => {
  const photos = new EditedPhotos(["a.jpg"]);
  photos.edit("a.jpg", "new");
  photos.isImmutable = true;
  await photos.begin().end;
  assert.deepEqual(photos.states, ["pending: Operation not permitted"]);
  photos.decide("discard");
  assert.deepEqual(photos.states, ["discarded"]);
  assert.deepEqual(photos.titles("a.jpg"), ["old", "old"]);
});

Deno.test("C-104 and so is one that was discarded just before that step", async () => {
  const photos = new EditedPhotos(["a.jpg"]);
  photos.edit("a.jpg", "new");
  photos.isImmutable = true;
  const goOn = photos.holdUp(".tmp");
  const pass = photos.begin();
  await rest();
  photos.decide("discard");
  goOn();
  await pass.end;
  assert.deepEqual(photos.states, ["discarded"]);
});
