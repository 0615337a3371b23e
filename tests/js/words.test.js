import { Words } from "/js/words.js";
import { equal, test } from "./harness.js";

const messages = { kept: ["{n} réponse gardée ici", "{n} réponses gardées ici"], at: "Enregistré à {time}" };
const fr = new Words("fr", messages);
const en = new Words("en", messages);
const at = new Date("2026-11-24T09:42:30Z");
const now = new Date("2026-11-24T20:00:00Z");

test("zero is singular in French and plural in English", () => {
  equal(fr.say("kept", { n: 0 }), "0 réponse gardée ici");
  equal(en.say("kept", { n: 0 }), "0 réponses gardées ici");
  equal(fr.say("kept", { n: 7 }), "7 réponses gardées ici");
});

test("hours are those of Paris, written as the language does", () => {
  equal(fr.clock(at), "10 h 42");
  equal(en.clock(at), "10:42");
  equal(fr.say("at", { time: fr.clock(at) }), "Enregistré à 10 h 42");
});

test("a moment says its day when it is not today, its year when it is not this one", () => {
  equal(fr.moment(at, now), "10 h 42");
  equal(fr.moment(new Date("2026-03-12T07:05:00Z"), now), "12 mars, 8 h 05");
  equal(fr.moment(new Date("2025-03-12T07:05:00Z"), now), "12 mars 2025, 8 h 05");
});

test("percentages have their narrow space and comma", () => {
  equal(fr.percent(73), "73 %");
  equal(fr.percent(69.6), "69,6 %");
  equal(en.percent(69.6), "69.6%");
  equal(fr.percent(null), "–");
});

test("a message that the page does not have is a fault of ours", () => {
  let said = "";
  try { fr.say("nothing"); } catch (error) { said = error.message; }
  equal(said, "no message nothing");
});
