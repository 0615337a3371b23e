// The list of the grid: its criteria by requirement, one of them current.

import { el, glyph, heard, icon, level, tile } from "../dom.js";
import { shows, terms } from "../filters.js";
import { markOf } from "../marks.js";
import { NOTE_FIELDS } from "../grid-model.js";
import { percent, settled } from "../scoring.js";

/** @typedef {import("../grid-model.js").Criterion} Criterion */

export class List {
  /** @param {import("./score-grid.js").ScoreGrid} grid @param {HTMLElement} place where the requirements go */
  constructor(grid, place) {
    this.grid = grid;
    this.place = place;
    this.scroller = place.closest(".list");
    this.rows = new Map();
    this.sections = new Map();
    this.shown = new Set();
    this.more = null; // what stands under the current row
  }

  // — Drawing ——————————————————————————————————————————————————————————————

  /** Draw everything anew: once, and when profile or rights change. */
  draw() {
    const { model } = this.grid;
    this.rows.clear();
    this.sections.clear();
    this.more = null;
    this.pattern = this.#pattern();
    const parts = [];
    for (const family of model.families) {
      const heading = el("h2", { class: "fam-head" }, el("span", { class: "n" }, family.code), family.title);
      const own = family.requirements.map(({ code }) => this.#section(model.requirements.get(code)));
      parts.push(el("div", { class: "fam-part", "data-family": family.code }, heading, ...own));
    }
    this.place.replaceChildren(...parts);
    for (const criterion of model.criteria) this.refresh(criterion);
    for (const code of this.sections.keys()) this.refreshHead(code);
  }

  #section(requirement) {
    const { words } = this.grid;
    const figures = el("span", { class: "figures muted t13" });
    const head = el(
      "header", { class: "req-head" },
      el("span", { class: "n" }, requirement.code), el("h3", {}, requirement.title), figures,
    );
    const analysis = el(
      "details", { class: "analysis", on: { toggle: (event) => this.#openAnalysis(requirement.code, event.target) } },
      el("summary", {}, icon("down", "s"), words.say("analysis"), el("span", { class: "count" })),
    );
    const why = this.#why(requirement.code);
    const list = el("ol", {}, ...requirement.criteria.map((one) => this.#row(one)));
    const section = el("section", { class: "req", id: `r-${requirement.code}`, "data-code": requirement.code }, head, why, analysis, list);
    this.sections.set(requirement.code, { section, figures, analysis });
    return section;
  }

  /** Why nothing can be answered here, and who may. */
  #why(code) {
    const { model, words } = this.grid;
    const reason = model.locked(code);
    // A closed evaluation says it once, at its head.
    if (!reason || reason.endsWith(".closed")) return null;
    const { family } = model.requirements.get(code);
    const people = [...(model.data.assignments[code] ?? []), ...(model.data.assignments[family] ?? [])];
    const names = people.map((id) => model.data.people[id]?.name).filter(Boolean).join(", ");
    return el(
      "p", { class: "why t13 muted" }, icon("lock", "s"),
      el("span", {}, model.data.why[reason], names ? ` ${words.say("given-to", { names })}` : ""),
    );
  }

  /** One row to clone two hundred times: faster than building each. */
  #pattern() {
    const { words, marks } = this.grid;
    const rate = el(
      "fieldset", { class: "rate" }, el("legend", { class: "vh" }),
      ...marks.map((mark) => el(
        "label", { "data-n": mark.step, title: mark.word },
        el("input", { type: "radio", value: mark.value }), glyph(mark.step),
        el("span", {}, mark.digit), heard(`, ${mark.word}`),
      )),
    );
    return el(
      "li", { class: "crit", tabindex: "-1" }, el("span", { class: "n" }),
      el("div", { class: "c" }, el("p"), el("p", { class: "meta" })),
      el("span", { class: "prev" }, heard(words.say("previous")), el("span")), rate,
    );
  }

  /** @param {Criterion} criterion */
  #row(criterion) {
    const { words } = this.grid;
    const row = this.pattern.cloneNode(true);
    const [number, text] = [row.firstChild, row.children[1].firstChild];
    row.id = `c-${criterion.code}`;
    row.dataset.code = criterion.code;
    number.textContent = criterion.code;
    text.textContent = criterion.text;
    if (criterion.lang) text.lang = criterion.lang;
    const rate = row.querySelector(".rate");
    rate.firstChild.textContent = words.say("rate", { code: criterion.code });
    for (const input of rate.querySelectorAll("input")) input.name = `r-${criterion.code}`;
    if (!this.#takesNa(criterion)) rate.querySelector("[value=NA]").disabled = true;
    if (this.grid.model.locked(criterion.requirement)) rate.replaceWith(el("span", { class: "rate-shown" }));
    this.rows.set(criterion.code, row);
    return row;
  }

  #takesNa(criterion) {
    return criterion.na && this.grid.model.scale.na.allowed;
  }

  // — Keeping up ———————————————————————————————————————————————————————————

  /** Bring a row in step with the model. @param {Criterion} criterion */
  refresh(criterion) {
    const { model, marks } = this.grid;
    const row = this.rows.get(criterion.code);
    if (!row) return;
    const entry = model.entry(criterion.code);
    const mark = markOf(marks, entry.score);
    row.children[1].children[1].replaceChildren(...this.#meta(criterion, entry));
    this.#refreshPrevious(row, criterion);
    const shown = row.querySelector(".rate-shown");
    if (shown) {
      shown.replaceChildren(mark ? tile(mark) : el("span", { class: "lvl none" }, "—"));
    } else {
      const rate = row.querySelector(".rate");
      rate.classList.toggle("missing", entry.score === null);
      for (const input of rate.querySelectorAll("input")) input.checked = input.value === String(entry.score);
    }
    row.toggleAttribute("data-waiting", model.isWaiting("criterion", criterion.code));
    if (this.grid.current === criterion) this.#refreshMore(criterion);
  }

  #refreshPrevious(row, criterion) {
    const before = this.grid.model.previous(criterion.code);
    const place = row.querySelector(".prev").lastChild;
    place.replaceChildren(before ? level(this.grid.previousMark(before)) : "—");
    place.title = before ? this.grid.previousTitle(before) : "";
  }

  #meta(criterion, entry) {
    const { model, words, sync } = this.grid;
    const parts = [];
    const say = (tag, ...children) => parts.push(el("span", { class: tag || null }, ...children));
    if (criterion.essential) say("ess", icon("essential"), words.say("essential"));
    const conflicts = model.conflictsOn("criterion", criterion.code);
    if (conflicts.length) {
      parts.push(el(
        "button", { type: "button", class: "tag danger act", on: { click: () => this.grid.settle("criterion", criterion.code) } },
        icon("conflict", "s"), words.say("two-answers"),
      ));
    }
    if (model.toConfirm(criterion.code)) say("tag warn", icon("history", "s"), words.say("to-confirm"));
    const refused = sync?.refused.some((one) => one.kind === "criterion" && one.target === criterion.code);
    if (refused) say("tag danger", icon("refused", "s"), words.say("refused-here"));
    if (entry.score === null) say("faint", words.say("unanswered"));
    if (entry.score === "NA") say("", words.say("na-because", { reason: entry.na_reason }));
    if (criterion.weight !== 1) say("", words.say("weight", { weight: criterion.weight }));
    if (entry.evaluator) say("", entry.evaluator);
    if (entry.comment) say("", icon("comment", "s", words.say("commented")));
    const papers = criterion.documents?.length ?? 0;
    if (papers) say("faint", icon("document", "s"), words.say("papers", { n: papers }));
    const proofs = this.grid.help?.proofs(criterion.code);
    if (proofs) say("", icon("clip", "s"), words.say("proofs", { n: proofs }));
    if (criterion.by.length) say("faint", criterion.by.map((one) => words.say(`by-${one}`)).join(", "));
    if (model.isWaiting("criterion", criterion.code)) say("waiting", icon("clock", "s"), words.say("kept-here"));
    return parts;
  }

  /** @param {string} code a requirement's */
  refreshHead(code) {
    const kept = this.sections.get(code);
    if (!kept) return;
    const { model, words } = this.grid;
    const sum = model.tally(model.requirements.get(code).criteria);
    const score = percent(sum.achieved, sum.potentialAnswered);
    const told = words.say("settled", { n: settled(sum), of: sum.asked });
    kept.figures.textContent = score === null ? told : `${words.say("requirement-at", { score: words.percent(score) })} · ${told}`;
    const note = model.note(code);
    const written = NOTE_FIELDS.filter((name) => note[name]).length;
    const conflicts = model.conflictsOn("requirement", code).length;
    const count = kept.analysis.querySelector("summary .count");
    count.textContent = String(written);
    count.hidden = !written;
    count.classList.toggle("hot", conflicts > 0);
    this.#refreshAnalysis(code, kept.analysis);
  }

  // — The analysis of a requirement ————————————————————————————————————————

  /** Its five texts, made when first opened. */
  #openAnalysis(code, analysis) {
    if (!analysis.open || analysis.querySelector(".texts")) return;
    const { words, model } = this.grid;
    const locked = Boolean(model.locked(code));
    const fields = NOTE_FIELDS.map((name) => this.grid.text({
      label: words.say(`note-${name}`), kind: "requirement", code, name, locked, hint: false,
    }));
    const dispute = el("div", { class: "dispute" });
    const hint = locked ? null : el("p", { class: "t12 faint" }, words.say("no-patient"));
    analysis.append(el("div", { class: "texts" }, ...fields), ...[hint, dispute].filter(Boolean));
    this.#refreshAnalysis(code, analysis);
  }

  #refreshAnalysis(code, analysis) {
    const { model, words } = this.grid;
    for (const field of analysis.querySelectorAll("[data-field]")) this.grid.refreshText(field);
    const dispute = analysis.querySelector(".dispute");
    if (!dispute) return;
    const conflicts = model.conflictsOn("requirement", code).length;
    dispute.replaceChildren(...(conflicts ? [el(
      "button", { type: "button", class: "btn s danger", on: { click: () => this.grid.settle("requirement", code) } },
      icon("conflict", "s"), words.say("two-answers"),
    )] : []));
  }

  /** Open a requirement's analysis, on its first empty text. @param {string} code */
  openAnalysis(code) {
    const { analysis } = this.sections.get(code);
    analysis.open = true;
    this.#openAnalysis(code, analysis);
    const texts = [...analysis.querySelectorAll("textarea")];
    (texts.find((one) => !one.value) ?? texts[0] ?? analysis.querySelector("summary")).focus();
  }

  // — The current criterion ————————————————————————————————————————————————

  /** Show which row is current. @param {Criterion | null} before @param {Criterion} now */
  mark(before, now) {
    const row = this.rows.get(now.code);
    const stood = row?.getBoundingClientRect().top;
    const left = before && this.rows.get(before.code);
    left?.removeAttribute("aria-current");
    this.more?.remove();
    if (!row) return;
    row.setAttribute("aria-current", "true");
    this.more = this.#more(now);
    row.append(this.more);
    this.#refreshMore(now);
    // What the row before unfolded is gone: the row that was chosen stays where the eye is.
    if (before) this.scroller.scrollTop += row.getBoundingClientRect().top - stood;
  }

  /** What the current row shows more: comment, who and when, documents, small actions. @param {Criterion} criterion */
  #more(criterion) {
    const { words, model } = this.grid;
    const locked = Boolean(model.locked(criterion.requirement));
    const comment = this.grid.text({
      label: words.say("comment"), kind: "criterion", code: criterion.code, name: "comment", locked,
    });
    return el(
      "div", { class: "more crit-more" }, comment,
      el("div", { class: "stack s" },
        el("p", { class: "meta who" }), el("ul", { class: "files" }), el("p", { class: "row acts" })),
    );
  }

  #refreshMore(criterion) {
    if (!this.more) return;
    const { words, model, marks } = this.grid;
    const entry = model.entry(criterion.code);
    this.grid.refreshText(this.more.querySelector("[data-field]"));
    const at = entry.at ? words.moment(entry.at, new Date()) : "";
    const who = [entry.evaluator, at].filter(Boolean).join(", ");
    this.more.querySelector(".who").replaceChildren(...(who ? [el("span", {}, icon("person", "s"), who)] : []));
    this.more.querySelector(".files").replaceChildren(...(criterion.documents ?? []).map((code) => this.grid.paper(code)));
    this.more.querySelector(".acts").replaceChildren(...this.#acts(criterion, entry, markOf(marks, entry.score)));
  }

  #acts(criterion, entry, mark) {
    const { words, model } = this.grid;
    const acts = [];
    const button = (label, sign, act, tag = "") => acts.push(
      el("button", { type: "button", class: `btn s ${tag}`.trim(), on: { click: act } }, icon(sign, "s"), label),
    );
    if (!model.locked(criterion.requirement)) {
      const before = model.previous(criterion.code);
      if (model.toConfirm(criterion.code)) {
        const { digit } = this.grid.previousMark(before);
        button(words.say("confirm", { score: digit }), "check", () => this.grid.confirm(criterion.code));
      }
      if (entry.score === "NA") button(words.say("edit-reason"), "edit", () => this.grid.askReason(criterion.code));
      if (mark) button(words.say("clear"), "cross", () => this.grid.clear(criterion.code), "ghost");
    }
    button(words.say("tab-evidence"), "clip", () => this.grid.openHelp("evidence"), "ghost");
    button(words.say("guidance"), "info", () => this.grid.openHelp("guidance"), "only-without-drawer");
    return acts;
  }

  /** Put the focus on a row: on its answer where it takes one. @param {Criterion} criterion */
  focus(criterion) {
    const row = this.rows.get(criterion.code);
    if (!row) return;
    const into = row.querySelector(".rate :checked") ?? row.querySelector(".rate input:not(:disabled)") ?? row;
    into.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  /** Where the focus is on a row's control, keep it on the answer chosen. @param {Criterion} criterion */
  follow(criterion) {
    const rate = this.rows.get(criterion.code)?.querySelector(".rate");
    if (rate?.contains(document.activeElement)) rate.querySelector(":checked")?.focus({ preventScroll: true });
  }

  /** The row that holds the focus or an event's target. @param {EventTarget | null} target @returns {Criterion | null} */
  at(target) {
    const row = target instanceof Element ? target.closest(".crit") : null;
    return row ? this.grid.model.byCode.get(row.dataset.code) ?? null : null;
  }

  // — What is shown ————————————————————————————————————————————————————————

  /** Show what the filter keeps; what is answered under it stays until it is chosen again. @param {import("../filters.js").Filter} filter */
  filter(filter) {
    const { model } = this.grid;
    const wanted = terms(filter.search);
    this.shown = new Set(model.criteria
      .filter((one) => shows(filter, one, model.state(one.code), wanted)).map((one) => one.code));
    for (const [code, row] of this.rows) row.hidden = !this.shown.has(code);
    for (const [code, { section }] of this.sections) {
      section.hidden = !model.requirements.get(code).criteria.some((one) => this.shown.has(one.code));
    }
    for (const part of this.place.children) {
      part.hidden = ![...part.querySelectorAll(".req")].some((section) => !section.hidden);
    }
    return this.shown.size;
  }

  /** The next criterion shown, in one direction; null at the end. @param {Criterion} from @param {1 | -1} step */
  next(from, step) {
    const { criteria } = this.grid.model;
    for (let place = from.place + step; place >= 0 && place < criteria.length; place += step) {
      if (this.shown.has(criteria[place].code)) return criteria[place];
    }
    return null;
  }
}
