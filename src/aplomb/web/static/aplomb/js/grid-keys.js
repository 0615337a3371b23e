// What a key does in the grid (DESIGN.md §10). Pure: it reads the event and says an action's name.

/**
 * @typedef {{key: string, code: string, ctrlKey: boolean, metaKey: boolean, altKey: boolean,
 *   shiftKey: boolean}} Press
 * @typedef {{name: string, value?: number | "NA"}} Action
 */

const LETTERS = {
  j: "next", k: "previous", arrowdown: "next", arrowup: "previous", s: "next-unanswered",
  d: "next-conflict", c: "comment", r: "guidance", h: "history", a: "analysis", "/": "search", "?": "help",
  delete: "clear", home: "first", end: "last",
};

/**
 * The action of a single key, while a criterion has the focus.
 * @param {Press} press
 * @param {number} max the highest level of the scale
 * @returns {Action | null}
 */
export function action(press, max) {
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  const level = digit(press);
  if (level !== null) return level <= max ? { name: "score", value: level } : null;
  const key = press.key.toLowerCase();
  if (key === "n" && !press.shiftKey) return { name: "score", value: "NA" };
  if (press.shiftKey && key !== "?" && key !== "/") return null;
  return LETTERS[key] ? { name: LETTERS[key] } : null;
}

/**
 * The digit of a press. On a French keyboard the row of digits gives `&é"'` without Shift: the place of the key
 * says which digit is meant.
 * @param {Press} press
 */
function digit(press) {
  if (/^[0-9]$/.test(press.key)) return Number(press.key);
  const place = /^Digit([0-9])$/.exec(press.code);
  return place && !press.shiftKey ? Number(place[1]) : null;
}

/** What Ctrl or ⌘ with a key does, wherever the focus is in the grid. @param {Press} press */
export function command(press) {
  if (!(press.ctrlKey || press.metaKey) || press.altKey || press.shiftKey) return null;
  if (press.key.toLowerCase() === "z") return { name: "undo" };
  return press.key === "Enter" ? { name: "save-and-next" } : null;
}
