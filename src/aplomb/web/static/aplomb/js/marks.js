// How answers look and are called: one mark a level of the scale, and one for what does not apply.

import { NA } from "./scoring.js";

/** @typedef {{value: number | "NA", step: string, digit: string, word: string, definition: string}} Mark */

/** The marks of a scale, NA last. @param {any} scale @param {string} na what NA is called in short @returns {Mark[]} */
export function marksOf(scale, na) {
  const levels = scale.levels.map((one) => ({
    value: one.value, step: one.step, digit: String(one.value), word: one.label, definition: one.definition,
  }));
  return [...levels, { value: NA, step: "na", digit: na, word: scale.na.label, definition: scale.na.definition }];
}

/** The mark of an answer; null where there is none. @param {Mark[]} marks @param {number | "NA" | null} score */
export const markOf = (marks, score) => marks.find((one) => one.value === score) ?? null;
