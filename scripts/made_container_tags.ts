import { MADE_NAMES, MADE_TEXTS, type MadeTag, madeTags } from "./made_values.ts";

/** PNG's own text. */
export const PNG_TAGS: readonly MadeTag[] = madeTags("PNG", {
  CreationTime: ["2024:05:01 12:30:00", "2024:05:01 12:30:00+02:00"],
  Title: MADE_TEXTS,
  Author: MADE_NAMES,
  Description: MADE_TEXTS,
  Copyright: MADE_TEXTS,
  Software: ["GIMP"],
  Comment: MADE_TEXTS,
});

/** What films say in words of their own. */
export const FILM_TAGS: readonly MadeTag[] = [
  ...madeTags("QuickTime", {
    CreateDate: ["2024:05:01 10:30:00", "0000:00:00 00:00:00", "1969:12:31 23:00:00"],
    ModifyDate: ["2024:05:02 10:30:00"],
    TrackCreateDate: ["2024:05:01 10:30:00"],
  }),
  ...madeTags("Track1", { MediaCreateDate: ["2024:05:01 10:30:00"] }),
  ...madeTags("Keys", {
    CreationDate: [
      "2024:05:01 12:30:00+02:00",
      "2024:05:01 12:30:00",
      "2024:05:01 12:30:00.5-07:00",
    ],
    GPSCoordinates: ["48.8582 2.2945 35", "-33.8568 -151.2153", "0.5 179.25 -12.5"],
    Make: ["Apple"],
    Model: ["iPhone 15 Pro", "007"],
    Software: ["17.4"],
    Title: MADE_TEXTS,
    Description: MADE_TEXTS,
    Keywords: ["sea,harbour"],
    Author: MADE_NAMES,
    Copyright: MADE_TEXTS,
    DisplayName: MADE_TEXTS,
  }),
  ...madeTags("UserData", {
    GPSCoordinates: ["48.8582 2.2945 35", "-33.8568 -151.2153"],
    Make: ["Samsung"],
    Model: ["SM-S921B"],
    DateTimeOriginal: ["2024:05:01 12:30:00+02:00"],
    Title: MADE_TEXTS,
    LocationInformation: ["Paris Role=0 Lat=48.85000 Lon=2.29000 Alt=35.00 Body=Earth Notes="],
  }),
  ...madeTags("ItemList", {
    GPSCoordinates: ["48.8582 2.2945 35"],
    Title: MADE_TEXTS,
    Description: MADE_TEXTS,
    ContentCreateDate: ["2024:05:01 12:30:00+02:00", "2024"],
    Artist: MADE_NAMES,
    Copyright: MADE_TEXTS,
    Keyword: [["sea", "harbour"]],
    Rating: ["50"],
    Make: ["Google"],
    Model: ["Pixel 8"],
  }),
];
