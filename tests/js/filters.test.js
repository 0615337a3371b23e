import { EVERYTHING, read, shows, write } from "/js/filters.js";
import { equal, test } from "./harness.js";

const criterion = { code: "3.2.1", plain: "3.2.1 l’identite du patient est verifiee", essential: true };
const state = { score: null, mine: true, confirm: false, conflict: false };
const shown = (filter, more = {}) => shows({ ...EVERYTHING, ...filter }, criterion, { ...state, ...more });

test("an address and a filter say the same", () => {
  for (const filter of [
    EVERYTHING,
    { show: "unanswered", level: "", search: "" },
    { show: "essential", level: "0", search: "identité du patient & co" },
    { show: "all", level: "NA", search: "" },
  ]) equal(read(write(filter)), filter);
  equal(write(EVERYTHING), "");
});

test("what an address says wrong is left out", () => {
  equal(read("?show=nonsense&level=12"), EVERYTHING);
});

test("zero is an answer, and is found as such", () => {
  equal(shown({ show: "unanswered" }), true);
  equal(shown({ show: "unanswered" }, { score: 0 }), false);
  equal(shown({ level: "0" }, { score: 0 }), true);
  equal(shown({ level: "0" }), false);
  equal(shown({ level: "NA" }, { score: "NA" }), true);
});

test("each view shows its own", () => {
  equal(shown({ show: "essential" }), true);
  equal(shown({ show: "mine" }, { mine: false }), false);
  equal(shown({ show: "confirm" }), false);
  equal(shown({ show: "confirm" }, { confirm: true }), true);
  equal(shown({ show: "conflict" }, { conflict: true }), true);
  equal(shown({ show: "na" }, { score: "NA" }), true);
});

test("a search finds all its words without accents or case, or the number", () => {
  equal(shown({ search: "VÉRIFIÉE identité" }), true);
  equal(shown({ search: "3.2" }), true);
  equal(shown({ search: "identité chariot" }), false);
});
