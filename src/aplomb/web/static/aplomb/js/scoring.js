// The preview of scores: the formulas of the server's own tally, on whole numbers. Pure: no document, no clock.
// The server's figure counts; both obey tests/data/scoring_examples.json.

export const NA = "NA";

/**
 * @typedef {{code: string, weight: number | string}} Weighed  a criterion; a weight is 1, 2 or "3/2"
 * @typedef {{max: number, compliant_from: number}} Scale
 * @typedef {{asked: number, answered: number, na: number, compliant: number, achieved: number,
 *   potential: number, potentialAnswered: number, levels: number[], unit: number}} Tally
 *   points are counted in 1/unit, so that they stay whole
 */

/** @param {number | string} weight @returns {[number, number]} numerator and denominator */
export function ratio(weight) {
  const [top, bottom = "1"] = String(weight).split("/");
  return [Number(top), Number(bottom)];
}

const divisor = (a, b) => (b ? divisor(b, a % b) : a);
const multiple = (a, b) => (a / divisor(a, b)) * b;

/** The smallest unit in which all the weights are whole. @param {Iterable<Weighed>} criteria */
export function unitOf(criteria) {
  let unit = 1;
  for (const { weight } of criteria) unit = multiple(unit, ratio(weight)[1]);
  return unit;
}

/**
 * What a set of asked criteria adds up to.
 * @param {Iterable<Weighed>} criteria
 * @param {(code: string) => number | "NA" | null | undefined} scoreOf
 * @param {Scale} scale
 * @param {number} [unit] the unit of the whole grid, where several tallies are compared
 * @returns {Tally}
 */
export function tally(criteria, scoreOf, scale, unit = unitOf(criteria)) {
  const sum = {
    asked: 0, answered: 0, na: 0, compliant: 0, achieved: 0, potential: 0, potentialAnswered: 0,
    levels: new Array(scale.max + 1).fill(0), unit,
  };
  for (const criterion of criteria) {
    const score = scoreOf(criterion.code);
    sum.asked += 1;
    if (score === NA) {
      sum.na += 1;
      continue;
    }
    const [top, bottom] = ratio(criterion.weight);
    const weight = (top * unit) / bottom;
    sum.potential += weight * scale.max;
    if (typeof score !== "number") continue;
    sum.answered += 1;
    sum.levels[score] += 1;
    sum.compliant += score >= scale.compliant_from ? 1 : 0;
    sum.achieved += weight * score;
    sum.potentialAnswered += weight * scale.max;
  }
  return sum;
}

/** Criteria that are settled: answered, or not applicable. @param {Tally} sum */
export const settled = (sum) => sum.answered + sum.na;

/**
 * A share as a percentage, rounded once, half up; null where there is no whole.
 * @param {number} part @param {number} whole both whole numbers, in the same unit
 * @param {number} [decimals]
 */
export function percent(part, whole, decimals = 0) {
  if (!whole) return null;
  const power = 10 ** decimals;
  return Math.floor((part * 200 * power + whole) / (2 * whole)) / power;
}

/** The score on what has been answered. @param {Tally} sum */
export const score = (sum, decimals = 0) => percent(sum.achieved, sum.potentialAnswered, decimals);

/** The score if all that is missing were 0. @param {Tally} sum */
export const floor = (sum, decimals = 0) => percent(sum.achieved, sum.potential, decimals);

/** @param {Tally} sum */
export const completion = (sum, decimals = 0) => percent(settled(sum), sum.asked, decimals);

/** A number of points in lowest terms: "7", "9/2". @param {number} points @param {number} unit */
export function exact(points, unit) {
  const common = divisor(points, unit) || 1;
  return unit === common ? String(points / common) : `${points / common}/${unit / common}`;
}
