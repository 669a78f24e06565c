/**
 * Words by which facts about a photo stand in the index, each before its value: `rating4`, `y2024`.
 * They are in a column of their own, so no word of a person meets them.
 */
export const FACTS = Object.freeze({
  /** Alone: every photo has it. */
  photo: "photo",
  root: "root",
  format: "format",
  rating: "rating",
  year: "y",
  month: "m",
  day: "d",
  has: "has",
});

/** Stands in the index before, between and behind keywords: of private use, so it is in no text. */
export const KEYWORD_EDGE = "\u{E000}";
