// Small pieces of page, made without a line of HTML: nothing to escape, nothing for the content policy to refuse.

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element with its attributes and what it holds. `on` maps events to listeners; false, null and undefined set
 * nothing; true sets the bare attribute.
 * @param {string} tag @param {Record<string, any>} [attributes] @param {...(Node | string | null | false | undefined)} children
 */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") for (const [type, listener] of Object.entries(value)) made.addEventListener(type, listener);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/** @param {string} tag @param {Record<string, any>} attributes @param {...Node} children */
export function svg(tag, attributes, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** An icon of the sprite; with a label where it stands alone. @param {string} name @param {string} [size] @param {string} [label] */
export function icon(name, size = "", label = "") {
  const said = label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" };
  return svg("svg", { class: `icon ${size}`.trim(), ...said }, svg("use", { href: `#i-${name}` }));
}

/** The sign of a level. @param {string} step */
export const glyph = (step) => svg("svg", { class: "glyph", "aria-hidden": "true" }, svg("use", { href: `#n-${step}` }));

/** Words for ears only. @param {string} text */
export const heard = (text) => el("span", { class: "vh" }, text);

/** A level quoted in a line: sign, digit, and its word for ears. @param {{step: string, digit: string, word: string}} mark */
export const level = (mark) => el("span", { class: "lvl", "data-n": mark.step }, glyph(mark.step), mark.digit, heard(`, ${mark.word}`));

/** A recorded result, filled. @param {{step: string, digit: string, word: string}} mark */
export const tile = (mark) => el("span", { class: "tile", "data-n": mark.step }, glyph(mark.step), mark.digit, heard(`, ${mark.word}`));

/** A small bar of progress, whose words stand beside it. @param {number} share from 0 to 1 */
export const bar = (share) => svg(
  "svg", { class: "bar", width: "100%", height: 4, "aria-hidden": "true" },
  svg("rect", { class: "base", x: 0, width: "100%", height: 4 }),
  svg("rect", { class: "done", x: 0, width: `${share * 100}%`, height: 4 }),
);

/** The thread of completion, with its bob. @param {number} share from 0 to 1 */
export const thread = (share) => svg(
  "svg", { class: "thread", width: "100%", height: 14, "aria-hidden": "true" },
  svg("line", { class: "base", x1: "0%", x2: "100%", y1: 3, y2: 3 }),
  svg("line", { class: "done", x1: "0%", x2: `${share * 100}%`, y1: 3, y2: 3 }),
  svg("svg", { x: `${share * 100}%`, y: 2, overflow: "visible" }, svg("path", { class: "bob", d: "M-4.25 0H4.25V5.95L0 11.05L-4.25 5.95z" })),
);

/** Two texts compared, with what is a side's own marked. @param {import("./differences.js").Piece[]} pieces */
export const marked = (pieces) => pieces.map((piece) => (piece.same ? piece.text : el("mark", {}, piece.text)));

/** Offer a file that the page itself has made. @param {string} name @param {string} type @param {string} content */
export function offer(name, type, content) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = el("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
