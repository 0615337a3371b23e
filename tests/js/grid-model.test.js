import { GridModel } from "/js/grid-model.js";
import { equal, test } from "./harness.js";

const crit = (code, more = {}) => ({ code, text: `Critère ${code}`, ...more });
const grid = (more = {}) => ({
  evaluation: { id: 1, revision: 10, epoch: 1, structure: 3 },
  scale: { max: 3, compliant_from: 2 },
  families: [
    { code: "1", title: "Une", requirements: [{ code: "1.1", title: "…", criteria: [crit("1.1.1", { essential: 1 }), crit("1.1.2", { weight: 2 })] }] },
    { code: "2", title: "Deux", requirements: [{ code: "2.1", title: "…", criteria: [crit("2.1.1")] }] },
  ],
  entries: { "1.1.1": { score: 2, na_reason: "", comment: "vu", evaluator: "A. B.", at: null, revision: 7 } },
  notes: {}, conflicts: [], assignments: {}, locked: {}, previous: null,
  me: { id: "me", short: "C. D.", leads: true, parts: [] },
  ...more,
});
let seq = 0;
const operation = (target, values, more = {}) => {
  seq += 1;
  return { seq, id: `op${seq}`, evaluation: 1, target, kind: "criterion", base: 0, at: "2026-11-24T09:00:00Z", values, ...more };
};

test("what is answered here lies over what the server said, and leaves with its answer", () => {
  const model = new GridModel(grid());
  const mine = operation("1.1.1", { score: 3 });
  model.lay(mine);
  equal([model.entry("1.1.1").score, model.entry("1.1.1").comment, model.entry("1.1.1").evaluator], [3, "vu", "C. D."]);
  equal([model.isWaiting("criterion", "1.1.1"), model.base("criterion", "1.1.1"), model.waitingCount], [true, 7, 1]);
  equal(model.lift([mine.id]), [{ kind: "criterion", code: "1.1.1" }]);
  equal([model.entry("1.1.1").score, model.waitingCount], [2, 0]);
});

test("several answers on one criterion lie in the order of their numbers", () => {
  const model = new GridModel(grid());
  const first = operation("1.1.2", { score: 1 });
  const second = operation("1.1.2", { comment: "à voir" });
  const third = operation("1.1.2", { score: 2 });
  for (const one of [third, first, second]) model.lay(one);
  equal([model.entry("1.1.2").score, model.entry("1.1.2").comment], [2, "à voir"]);
});

test("an operation that grew before it left replaces itself", () => {
  const model = new GridModel(grid());
  const one = operation("1.1.2", { score: 1 });
  model.lay(one);
  model.lay({ ...one, values: { score: 3, comment: "corrigé" } });
  equal([model.entry("1.1.2").score, model.waitingCount], [3, 1]);
});

test("a score of 1 takes away the reason of an NA; an NA keeps its own", () => {
  const na = { score: "NA", na_reason: "pas d’IRM", comment: "", evaluator: "", at: null, revision: 9 };
  const model = new GridModel(grid({ entries: { "1.1.1": na } }));
  model.lay(operation("1.1.1", { score: 1, na_reason: null }));
  equal(model.entry("1.1.1").na_reason, "");
  model.lay(operation("1.1.1", { score: "NA", na_reason: "pas d’IRM non plus" }));
  equal(model.entry("1.1.1").na_reason, "pas d’IRM non plus");
});

test("answers that cross on the way never go back in time", () => {
  const model = new GridModel(grid());
  const row = (score, revision) => ({ criterion: "1.1.2", score, na_reason: "", comment: "", evaluator: "", at: null, revision });
  equal(model.take({ revision: 14, epoch: 1, changes: [row(3, 14)], conflicts: [] }), [{ kind: "criterion", code: "1.1.2" }]);
  equal(model.take({ revision: 12, epoch: 1, changes: [row(0, 12)], conflicts: [{ kind: "criterion", target: "1.1.2" }] }), []);
  equal([model.entry("1.1.2").score, model.revision, model.conflicts.length], [3, 14, 0]);
});

test("other people's answers do not hide what waits here", () => {
  const model = new GridModel(grid());
  model.lay(operation("1.1.1", { comment: "ma note" }));
  model.take({ revision: 11, epoch: 1, conflicts: [], changes: [
    { criterion: "1.1.1", score: 0, na_reason: "", comment: "vu", evaluator: "E. F.", at: null, revision: 11 }] });
  equal([model.entry("1.1.1").score, model.entry("1.1.1").comment], [0, "ma note"]);
});

test("the figures count what waits too: unanswered, zero and NA are three things", () => {
  const model = new GridModel(grid());
  equal([model.tally().answered, model.tally().asked], [1, 3]);
  model.lay(operation("1.1.2", { score: 0 }));
  model.lay(operation("2.1.1", { score: "NA", na_reason: "sans objet" }));
  const sum = model.tally();
  equal([sum.answered, sum.na, sum.achieved, sum.potentialAnswered], [2, 1, 2, 9]);
});

test("mine is what is given to me, and to nobody where I lead", () => {
  const given = { assignments: { 2: ["other"] } };
  equal([...new GridModel(grid(given)).mine], ["1.1.1", "1.1.2"]);
  const evaluator = { ...given, me: { id: "me", short: "", leads: false, parts: ["1.1"] } };
  equal([...new GridModel(grid(evaluator)).mine], ["1.1.1", "1.1.2"]);
  equal([...new GridModel(grid({ me: { id: "me", short: "", leads: false, parts: [] } })).mine], []);
});

test("the next unanswered one is sought after the current, round the end, past what is locked", () => {
  const model = new GridModel(grid());
  equal([model.nextUnanswered(0), model.nextUnanswered(1), model.nextUnanswered(2)], [1, 2, 1]);
  equal(new GridModel(grid({ locked: { 1.1: "entry.write.not-assigned" } })).nextUnanswered(2), 2);
  model.lay(operation("1.1.2", { score: 0 }));
  model.lay(operation("2.1.1", { score: 0 }));
  equal(model.nextUnanswered(0), -1);
});

test("an earlier answer waits to be confirmed until the criterion has an answer", () => {
  const scores = {
    "1.1.2": { score: 2, standing: "to_confirm" },
    "2.1.1": { score: 1, standing: "changed" },
    "1.1.1": { score: 0, standing: "to_confirm" },
  };
  const model = new GridModel(grid({ previous: { title: "n° 1", scores } }));
  equal(["1.1.1", "1.1.2", "2.1.1"].map((code) => model.toConfirm(code)), [false, true, false]);
  equal(model.entry("1.1.2").score, null);
  model.lay(operation("1.1.2", { score: 0 }));
  equal(model.toConfirm("1.1.2"), false);
});

test("a requirement that bears a criterion's code is not mistaken for it", () => {
  const model = new GridModel(grid());
  model.lay(operation("1.1.1", { strengths: "équipe" }, { kind: "requirement" }));
  equal([model.note("1.1.1").strengths, model.entry("1.1.1").strengths], ["équipe", undefined]);
  model.take({ revision: 20, epoch: 1, conflicts: [], changes: [{ requirement: "1.1.1", strengths: "autre", revision: 20 }] });
  equal([model.base("criterion", "1.1.1"), model.base("requirement", "1.1.1")], [7, 20]);
});
