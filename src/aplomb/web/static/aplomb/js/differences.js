// What two texts have in common, word by word. Pure.

/** @typedef {{text: string, same: boolean}} Piece */

const MOST_WORDS = 4000;

/** Words with the spaces that follow them, so that pieces put end to end give the text back. */
const words = (text) => text.match(/\S+\s*|\s+/g) ?? [];
const bare = (word) => word.trim();

/**
 * Both texts in pieces: those that the other has too, in the same order, and those that are its own.
 * @param {string} left @param {string} right
 * @returns {{left: Piece[], right: Piece[]}}
 */
export function differences(left, right) {
  const a = words(left);
  const b = words(right);
  if (a.length > MOST_WORDS || b.length > MOST_WORDS) return { left: whole(left), right: whole(right) };
  const sameA = new Array(a.length).fill(false);
  const sameB = new Array(b.length).fill(false);
  let start = 0;
  while (start < a.length && start < b.length && bare(a[start]) === bare(b[start])) {
    sameA[start] = sameB[start] = true;
    start += 1;
  }
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && bare(a[endA - 1]) === bare(b[endB - 1])) {
    sameA[--endA] = sameB[--endB] = true;
  }
  for (const [i, j] of common(a.slice(start, endA).map(bare), b.slice(start, endB).map(bare))) {
    sameA[start + i] = sameB[start + j] = true;
  }
  return { left: pieces(a, sameA), right: pieces(b, sameB) };
}

const whole = (text) => (text ? [{ text, same: false }] : []);

/** The longest common subsequence, as pairs of places. */
function common(a, b) {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] = a[i] === b[j]
        ? lengths[(i + 1) * width + j + 1] + 1
        : Math.max(lengths[(i + 1) * width + j], lengths[i * width + j + 1]);
    }
  }
  const pairs = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (lengths[(i + 1) * width + j] >= lengths[i * width + j + 1]) i += 1;
    else j += 1;
  }
  return pairs;
}

/** @returns {Piece[]} */
function pieces(list, same) {
  const found = [];
  list.forEach((text, place) => {
    const last = found.at(-1);
    if (last && last.same === same[place]) last.text += text;
    else found.push({ text, same: same[place] });
  });
  return found;
}
