import { action, command } from "/js/grid-keys.js";
import { equal, test } from "./harness.js";

const press = (key, more = {}) => ({
  key, code: "", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more,
});
const name = (found) => (found ? (found.value === undefined ? found.name : `${found.name} ${found.value}`) : null);

test("digits and N score", () => {
  equal([..."0123"].map((key) => name(action(press(key), 3))), ["score 0", "score 1", "score 2", "score 3"]);
  equal(name(action(press("n"), 3)), "score NA");
});

test("a digit above the scale does nothing", () => {
  equal(action(press("4"), 3), null);
  equal(name(action(press("4"), 4)), "score 4");
});

test("a French keyboard scores without Shift", () => {
  const french = [["à", "Digit0"], ["&", "Digit1"], ["é", "Digit2"], ['"', "Digit3"]];
  equal(
    french.map(([key, code]) => name(action(press(key, { code }), 3))),
    ["score 0", "score 1", "score 2", "score 3"],
  );
  equal(name(action(press("2", { code: "Digit2", shiftKey: true }), 3)), "score 2");
});

test("Shift and a digit's place on another keyboard is not a score", () => {
  equal(action(press("@", { code: "Digit2", shiftKey: true }), 3), null);
});

test("arrows, J and K move; S and D jump", () => {
  equal(
    ["ArrowDown", "ArrowUp", "j", "k", "s", "d"].map((key) => name(action(press(key), 3))),
    ["next", "previous", "next", "previous", "next-unanswered", "next-conflict"],
  );
});

test("? and / are read whatever key they need", () => {
  equal(name(action(press("?", { shiftKey: true }), 3)), "help");
  equal(name(action(press("/", { shiftKey: true }), 3)), "search");
});

test("a key with Ctrl, Alt or ⌘ is the browser's", () => {
  for (const with_ of ["ctrlKey", "metaKey", "altKey"]) {
    equal(action(press("2", { [with_]: true }), 3), null);
    equal(action(press("c", { [with_]: true }), 3), null);
  }
});

test("a capital letter is not a shortcut", () => {
  equal(action(press("S", { shiftKey: true }), 3), null);
});

test("Ctrl+Z undoes, Ctrl+Enter saves and goes on, and nothing more", () => {
  equal(name(command(press("z", { ctrlKey: true }))), "undo");
  equal(name(command(press("Enter", { metaKey: true }))), "save-and-next");
  equal(command(press("z", { ctrlKey: true, shiftKey: true })), null);
  equal(command(press("z")), null);
});
