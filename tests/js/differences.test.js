import { differences } from "/js/differences.js";
import { equal, test } from "./harness.js";

const own = (pieces) => pieces.filter((one) => !one.same).map((one) => one.text.trim());
const text = (pieces) => pieces.map((one) => one.text).join("");

test("each side marks the words that the other has not", () => {
  const { left, right } = differences(
    "Médecin des urgences joignable. Délai de six minutes constaté ce matin.",
    "Médecin des urgences joignable. Présence écrite au planning.",
  );
  equal(own(left), ["Délai de six minutes constaté ce matin."]);
  equal(own(right), ["Présence écrite au planning."]);
});

test("the pieces put end to end give each text back, spaces and lines included", () => {
  const a = "  Un\n\ndeux  trois quatre ";
  const b = "Un deux\n trois cinq quatre";
  const { left, right } = differences(a, b);
  equal(text(left), a);
  equal(text(right), b);
});

test("a word moved away is the only one marked", () => {
  const { left, right } = differences("a b c d", "a c d b");
  equal(own(left).length + own(right).length, 2);
});

test("equal texts have nothing of their own, and empty ones nothing at all", () => {
  equal(own(differences("le même texte", "le même texte").left), []);
  equal(differences("", ""), { left: [], right: [] });
  equal(own(differences("", "tout neuf").right), ["tout neuf"]);
});

test("a very long text is compared in a moment", () => {
  const a = Array.from({ length: 3000 }, (_, n) => `mot${n}`).join(" ");
  const b = Array.from({ length: 3000 }, (_, n) => (n % 7 ? `mot${n}` : `autre${n}`)).join(" ");
  const start = performance.now();
  const { left } = differences(a, b);
  equal(own(left).length, Math.ceil(3000 / 7));
  equal(performance.now() - start < 2000, true, "under two seconds");
});
