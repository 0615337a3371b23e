import * as scoring from "/js/scoring.js";
import { equal, test } from "./harness.js";

const { examples } = await (await fetch("/data/scoring_examples.json")).json();

for (const { name, max, compliant_from, criteria, answers, expected } of examples) {
  test(`the worked example « ${name} »`, () => {
    const sum = scoring.tally(criteria, (code) => answers[code], { max, compliant_from });
    const share = (part, whole) => (whole ? scoring.exact(part, whole) : null);
    equal({
      asked: sum.asked, answered: sum.answered, na: sum.na, compliant: sum.compliant,
      achieved: scoring.exact(sum.achieved, sum.unit),
      potential: scoring.exact(sum.potential, sum.unit),
      potential_answered: scoring.exact(sum.potentialAnswered, sum.unit),
      levels: sum.levels,
      score: share(sum.achieved, sum.potentialAnswered),
      floor: share(sum.achieved, sum.potential),
      completion: share(scoring.settled(sum), sum.asked),
      compliance: share(sum.compliant, sum.answered),
      na_rate: share(sum.na, sum.asked),
      score_percent: scoring.score(sum), score_percent_1: scoring.score(sum, 1),
      floor_percent: scoring.floor(sum), completion_percent: scoring.completion(sum),
    }, expected);
  });
}

test("a part counted in the grid's unit has the same score as in its own", () => {
  const part = [{ code: "a", weight: 1 }, { code: "b", weight: 2 }];
  const whole = [...part, { code: "c", weight: "5/6" }];
  const answers = { a: 3, b: 1 };
  const scale = { max: 3, compliant_from: 2 };
  const own = scoring.tally(part, (code) => answers[code], scale);
  const shared = scoring.tally(part, (code) => answers[code], scale, scoring.unitOf(whole));
  equal([shared.unit, scoring.score(shared, 1)], [6, scoring.score(own, 1)]);
});
