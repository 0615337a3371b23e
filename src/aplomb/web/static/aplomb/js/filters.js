// Which criteria the grid shows, and how the address says it. Pure.

/** @typedef {{show: string, level: string, search: string}} Filter  level: "", "0"…"3" or "NA" */

export const SHOWS = ["all", "unanswered", "essential", "mine", "confirm", "na", "conflict"];
export const EVERYTHING = Object.freeze({ show: "all", level: "", search: "" });

/** @param {string} query the query part of an address @returns {Filter} */
export function read(query) {
  const asked = new URLSearchParams(query);
  const show = asked.get("show") ?? "all";
  const level = asked.get("level") ?? "";
  return {
    show: SHOWS.includes(show) ? show : "all",
    level: /^(\d|NA)$/.test(level) ? level : "",
    search: asked.get("q") ?? "",
  };
}

/** The same as an address says it; what is not filtered is not said. @param {Filter} filter */
export function write(filter) {
  const said = new URLSearchParams();
  if (filter.show !== "all") said.set("show", filter.show);
  if (filter.level) said.set("level", filter.level);
  if (filter.search) said.set("q", filter.search);
  const query = said.toString();
  return query ? `?${query}` : "";
}

/** Letters without accents or case, so that "echographie" finds « Échographie ». @param {string} text */
export const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/œ/gi, "oe").toLowerCase();

/** A search as the words that must all be found. @param {string} search */
export const terms = (search) => plain(search).split(/\s+/).filter(Boolean);

/**
 * Whether a criterion is shown.
 * @param {Filter} filter
 * @param {{code: string, plain: string, essential: boolean}} criterion `plain` is its text without accents
 * @param {{score: number | "NA" | null, mine: boolean, confirm: boolean, conflict: boolean}} state
 * @param {string[]} [wanted] the terms of the search, where many criteria are asked
 */
export function shows(filter, criterion, state, wanted = terms(filter.search)) {
  const { score } = state;
  if (filter.level && String(score) !== filter.level) return false;
  if (!wanted.every((word) => criterion.plain.includes(word) || criterion.code.startsWith(word))) return false;
  switch (filter.show) {
    case "unanswered": return score === null;
    case "essential": return criterion.essential;
    case "mine": return state.mine;
    case "confirm": return state.confirm;
    case "na": return score === "NA";
    case "conflict": return state.conflict;
    default: return true;
  }
}
