// The local copy of an evaluation: what the server said, and over it what this device has answered since. Pure.

import { plain } from "./filters.js";
import * as scoring from "./scoring.js";

export const NOTE_FIELDS = ["what_we_do", "how_we_progress", "how_we_measure", "strengths", "to_improve"];

/**
 * @typedef {{score: number | "NA" | null, na_reason: string, comment: string, evaluator: string,
 *   at: string | null, revision: number, comment_by?: string, comment_at?: string | null}} Entry
 * @typedef {{code: string, text: string, plain: string, essential: boolean, weight: number | string,
 *   na: boolean, by: string[], family: string, requirement: string, place: number}} Criterion
 * @typedef {import("./outbox.js").Operation} Operation
 * @typedef {{kind: "criterion" | "requirement", code: string}} Target  a requirement may bear a criterion's code
 */

const UNANSWERED = Object.freeze({
  score: null, na_reason: "", comment: "", evaluator: "", at: null, revision: 0,
});
const UNWRITTEN = Object.freeze({ ...Object.fromEntries(NOTE_FIELDS.map((name) => [name, ""])), revision: 0 });

export class GridModel {
  #waiting = new Map(); // key → operations of this device that the server has not answered, in order

  /** @param {any} data the grid as the server gives it (see `apps/evaluations/grid.py`) */
  constructor(data) {
    this.#read(data);
  }

  /** Take a grid anew (rights, profile or assignments changed); what waits on the device stays over it. @param {any} data */
  replace(data) {
    this.#read(data);
  }

  #read(data) {
    this.data = data;
    this.scale = data.scale;
    this.revision = data.evaluation.revision;
    this.epoch = data.evaluation.epoch;
    this.structure = data.evaluation.structure;
    this.entries = new Map(Object.entries(data.entries));
    this.notes = new Map(Object.entries(data.notes));
    this.conflicts = data.conflicts;
    this.families = data.families;
    /** @type {Criterion[]} */
    this.criteria = [];
    this.requirements = new Map();
    for (const family of data.families) {
      for (const requirement of family.requirements) {
        const mine = requirement.criteria.map((one) => ({
          ...one,
          essential: Boolean(one.essential), weight: one.weight ?? 1, na: one.na !== false, by: one.by ?? [],
          plain: plain(`${one.code} ${one.text}`), family: family.code, requirement: requirement.code,
          place: 0,
        }));
        for (const one of mine) one.place = this.criteria.push(one) - 1;
        this.requirements.set(requirement.code, { ...requirement, family: family.code, criteria: mine });
      }
    }
    this.byCode = new Map(this.criteria.map((one) => [one.code, one]));
    this.unit = scoring.unitOf(this.criteria);
    const { leads, parts } = data.me;
    const given = new Set(Object.keys(data.assignments).filter((part) => data.assignments[part].length));
    const own = new Set(parts);
    this.mine = new Set(this.criteria
      .filter((one) => own.has(one.family) || own.has(one.requirement)
        || (leads && !given.has(one.family) && !given.has(one.requirement)))
      .map((one) => one.code));
  }

  // — What there is ————————————————————————————————————————————————————————

  /** The answer on a criterion as this device sees it. @param {string} code @returns {Entry} */
  entry(code) {
    return this.#over(key("criterion", code), this.entries.get(code) ?? UNANSWERED);
  }

  /** The analysis of a requirement as this device sees it. @param {string} code */
  note(code) {
    return this.#over(key("requirement", code), this.notes.get(code) ?? UNWRITTEN);
  }

  /** The revision that an answer is based on. @param {"criterion" | "requirement"} kind @param {string} code */
  base(kind, code) {
    return ((kind === "criterion" ? this.entries : this.notes).get(code) ?? UNANSWERED).revision;
  }

  #over(name, stored) {
    const waiting = this.#waiting.get(name);
    return waiting ? waiting.reduce((seen, one) => laidOver(seen, one, this.data.me.short), stored) : stored;
  }

  /** @param {"criterion" | "requirement"} kind @param {string} code */
  isWaiting(kind, code) {
    return this.#waiting.has(key(kind, code));
  }

  get waitingCount() {
    let count = 0;
    for (const operations of this.#waiting.values()) count += operations.length;
    return count;
  }

  /** Why this requirement takes no answer from this person: a code of `data.why`, or nothing. @param {string} requirement */
  locked(requirement) {
    return this.data.locked[requirement] ?? "";
  }

  /** The previous score, and whether it only waits to be confirmed. @param {string} code */
  previous(code) {
    return this.data.previous?.scores[code] ?? null;
  }

  /** Whether an earlier answer waits to be confirmed here. @param {string} code */
  toConfirm(code) {
    const before = this.previous(code);
    return Boolean(before && before.standing === "to_confirm" && before.score !== null && this.entry(code).score === null);
  }

  /** @param {"criterion" | "requirement"} kind @param {string} code */
  conflictsOn(kind, code) {
    return this.conflicts.filter((one) => one.kind === kind && one.target === code);
  }

  /** What filters read of a criterion. @param {string} code */
  state(code) {
    return {
      score: this.entry(code).score, mine: this.mine.has(code), confirm: this.toConfirm(code),
      conflict: this.conflictsOn("criterion", code).length > 0,
    };
  }

  // — What it adds up to ———————————————————————————————————————————————————

  /** @param {Iterable<Criterion>} criteria */
  tally(criteria = this.criteria) {
    return scoring.tally(criteria, (code) => this.entry(code).score, this.scale, this.unit);
  }

  /** The place of the next criterion without an answer, after this one, round the end; -1 without any. @param {number} place */
  nextUnanswered(place) {
    return this.#nextWhere(place, (one) => this.entry(one.code).score === null && !this.locked(one.requirement));
  }

  /** @param {number} place */
  nextConflict(place) {
    return this.#nextWhere(place, (one) => this.conflictsOn("criterion", one.code).length > 0);
  }

  #nextWhere(place, wanted) {
    const count = this.criteria.length;
    for (let step = 1; step <= count; step += 1) {
      const at = (place + step + count) % count;
      if (wanted(this.criteria[at])) return at;
    }
    return -1;
  }

  // — What changes it ——————————————————————————————————————————————————————

  /** Lay an operation of this device over what the server said. @param {Operation} operation */
  lay(operation) {
    const name = key(operation.kind, operation.target);
    const others = (this.#waiting.get(name) ?? []).filter((one) => one.seq !== operation.seq);
    this.#waiting.set(name, [...others, operation].sort((a, b) => a.seq - b.seq));
  }

  /** Take operations off: the server has answered them. @param {Iterable<string>} ids @returns {Target[]} those touched */
  lift(ids) {
    const gone = new Set(ids);
    const touched = [];
    for (const [name, operations] of this.#waiting) {
      const left = operations.filter((one) => !gone.has(one.id));
      if (left.length === operations.length) continue;
      touched.push({ kind: operations[0].kind, code: operations[0].target });
      if (left.length) this.#waiting.set(name, left);
      else this.#waiting.delete(name);
    }
    return touched;
  }

  /**
   * Take what the server says has changed. Answers may cross on the way: an older one never hides a newer.
   * @param {{revision: number, epoch: number, changes: any[], conflicts?: any[]}} answer
   * @returns {Target[]} those touched
   */
  take(answer) {
    const touched = new Map();
    const touch = (kind, code) => touched.set(key(kind, code), { kind, code });
    for (const { criterion, requirement, ...row } of answer.changes) {
      const [kind, code, rows] = criterion
        ? ["criterion", criterion, this.entries] : ["requirement", requirement, this.notes];
      if ((rows.get(code)?.revision ?? -1) >= row.revision) continue;
      rows.set(code, row);
      touch(kind, code);
    }
    if (answer.conflicts && answer.revision >= this.revision) {
      for (const one of [...this.conflicts, ...answer.conflicts]) touch(one.kind, one.target);
      this.conflicts = answer.conflicts;
    }
    this.revision = Math.max(this.revision, answer.revision);
    return [...touched.values()];
  }
}

/** @param {string} kind @param {string} code */
const key = (kind, code) => `${kind} ${code}`;

/** An entry or a note with the fields of one's own operation over it. */
function laidOver(seen, operation, name) {
  const { score, na_reason: reason, ...texts } = operation.values;
  const next = { ...seen };
  for (const [name, value] of Object.entries(texts)) next[name] = value ?? "";
  if (score !== undefined) {
    next.score = score;
    next.na_reason = score === scoring.NA ? reason ?? seen.na_reason : "";
    next.evaluator = name;
    next.at = operation.at;
  }
  return next;
}
