// One criterion at a time, for a thumb: phones, and tablets held in a hand.

import { el, glyph, heard, icon, level, thread } from "../dom.js";
import { markOf } from "../marks.js";
import { percent, settled } from "../scoring.js";

export class Field {
  /** @param {import("./score-grid.js").ScoreGrid} grid @param {HTMLElement} place */
  constructor(grid, place) {
    this.grid = grid;
    this.place = place;
    this.drawn = null;
  }

  /** Draw the current criterion; what somebody is writing is not touched. */
  draw() {
    const criterion = this.grid.current;
    if (!criterion) return;
    if (this.drawn === criterion) {
      this.#refresh(criterion);
      return;
    }
    this.drawn = criterion;
    this.side = el("nav", { class: "side-q", "aria-label": this.grid.words.say("criteria-of", { code: criterion.requirement }) });
    this.question = this.#question(criterion);
    this.foot = el("footer", { class: "foot" }, el("div", { class: "f-q" }), el("div", { class: "f-in" }, this.#rate(criterion), this.#ways(criterion)));
    this.place.replaceChildren(el("div", { class: "mid" }, this.side, this.question), this.foot);
    this.#refresh(criterion);
  }

  /** Forget what is drawn: rights or profile have changed. */
  forget() {
    this.drawn = null;
  }

  #question(criterion) {
    const { words, model } = this.grid;
    const tool = (name, sign, act) => el("button", { type: "button", class: "btn", on: { click: act } }, icon(sign), words.say(name));
    const locked = Boolean(model.locked(criterion.requirement));
    const text = el("h2", { class: "txt" }, criterion.text);
    if (criterion.lang) text.lang = criterion.lang;
    const comment = this.grid.text({ label: words.say("comment"), kind: "criterion", code: criterion.code, name: "comment", locked });
    return el(
      "section", { class: "q", "aria-label": words.say("criterion", { code: criterion.code }), tabindex: "-1" },
      el("div", { class: "row between t13 q-top" }), text,
      el("div", { class: "tools" },
        tool("note-it", "comment", () => comment.querySelector("textarea")?.focus()),
        tool("guidance", "info", () => this.grid.openHelp("guidance")),
        tool("analysis-short", "edit", () => this.grid.openAnalysis(criterion.requirement)),
        tool("tab-evidence", "clip", () => this.grid.openHelp("evidence")),
        tool("tab-history", "history", () => this.grid.openHelp("history"))),
      el("div", { class: "q-acts row" }), comment, el("ul", { class: "files" }),
      el("details", { class: "alt", open: true }, el("summary", {}, icon("down", "s"), words.say("scale")), el("div", { class: "q-scale" })),
    );
  }

  #rate(criterion) {
    const { words, marks, model } = this.grid;
    const locked = model.locked(criterion.requirement);
    if (locked) return el("p", { class: "why t13" }, icon("lock", "s"), el("span", {}, model.data.why[locked]));
    const takesNa = criterion.na && model.scale.na.allowed;
    return el(
      "fieldset", { class: "rate big" }, el("legend", { class: "vh" }, words.say("rate", { code: criterion.code })),
      ...marks.map((mark) => el(
        "label", { "data-n": mark.step },
        el("input", {
          type: "radio", name: "rate-field", value: mark.value, disabled: mark.value === "NA" && !takesNa,
          on: { change: (event) => this.grid.answer(criterion.code, event.target) },
        }),
        glyph(mark.step), el("span", {}, mark.digit), heard(`, ${mark.word}`),
      )),
    );
  }

  #ways(criterion) {
    const { words } = this.grid;
    const way = (label, sign, step) => {
      const to = this.grid.list.next(criterion, step);
      return el("button", { type: "button", class: "btn", disabled: !to, "aria-label": words.say(label), on: { click: () => this.grid.goTo(to.code) } }, icon(sign));
    };
    return el(
      "div", { class: "nav2" }, way("before", "left", -1),
      el("button", { type: "button", class: "btn solid", on: { click: () => this.grid.nextUnanswered() } }, words.say("next-unanswered")),
      way("after", "right", 1),
    );
  }

  #refresh(criterion) {
    const { model, marks } = this.grid;
    const entry = model.entry(criterion.code);
    this.question.querySelector(".q-top").replaceChildren(...this.#top(criterion));
    this.question.querySelector(".q-acts").replaceChildren(...this.#acts(criterion, entry));
    this.question.querySelector(".files").replaceChildren(...(criterion.documents ?? []).map((code) => this.grid.paper(code)));
    this.question.querySelector(".q-scale").replaceChildren(this.grid.help.anchors(criterion));
    this.grid.refreshText(this.question.querySelector("[data-field]"));
    for (const input of this.foot.querySelectorAll("input")) input.checked = input.value === String(entry.score);
    this.#refreshSide(criterion, marks);
  }

  #top(criterion) {
    const { words, model } = this.grid;
    const before = model.previous(criterion.code);
    const left = [el("span", { class: "faint" }, criterion.code)];
    if (criterion.essential) left.push(el("span", { class: "ess" }, icon("essential"), words.say("essential")));
    if (criterion.weight !== 1) left.push(el("span", { class: "faint" }, words.say("weight", { weight: criterion.weight })));
    const proofs = this.grid.help.proofs(criterion.code);
    if (proofs) left.push(el("span", { class: "faint row" }, icon("clip", "s"), words.say("proofs", { n: proofs })));
    if (model.isWaiting("criterion", criterion.code)) left.push(icon("clock", "s", words.say("kept-here")));
    const right = before ? [el("span", { class: "row faint", title: this.grid.previousTitle(before) }, words.say("previous"), level(this.grid.previousMark(before)))] : [];
    return [el("span", { class: "row m" }, ...left), ...right];
  }

  #acts(criterion, entry) {
    const { words, model } = this.grid;
    const acts = [];
    const add = (label, sign, act, tag = "") => acts.push(el("button", { type: "button", class: `btn ${tag}`.trim(), on: { click: act } }, icon(sign, "s"), label));
    if (model.conflictsOn("criterion", criterion.code).length) add(words.say("two-answers"), "conflict", () => this.grid.settle("criterion", criterion.code), "danger");
    if (model.locked(criterion.requirement)) return acts;
    if (model.toConfirm(criterion.code)) add(words.say("confirm", { score: this.grid.previousMark(model.previous(criterion.code)).digit }), "check", () => this.grid.confirm(criterion.code));
    if (entry.score === "NA") {
      acts.push(el("p", { class: "t13 grow" }, words.say("na-because", { reason: entry.na_reason })));
      add(words.say("edit-reason"), "edit", () => this.grid.askReason(criterion.code));
    }
    if (entry.score !== null) add(words.say("clear"), "cross", () => this.grid.clear(criterion.code), "ghost");
    return acts;
  }

  #refreshSide(criterion, marks) {
    const { words, model } = this.grid;
    const { criteria, title, code } = model.requirements.get(criterion.requirement);
    this.side.replaceChildren(el("ol", { class: "qlist" }, ...criteria.map((one) => {
      const mark = markOf(marks, model.entry(one.code).score);
      const sign = model.conflictsOn("criterion", one.code).length ? icon("conflict", "s", words.say("two-answers"))
        : model.isWaiting("criterion", one.code) ? icon("clock", "s", words.say("waits")) : el("span");
      return el("li", {}, el(
        "a", { href: `#c-${one.code}`, "aria-current": one === criterion ? "true" : null, on: { click: (event) => { event.preventDefault(); this.grid.goTo(one.code); } } },
        el("span", { class: "faint" }, one.code), el("span", { class: "t" }, one.text),
        mark ? level(mark) : el("span", { class: "lvl none" }, "—"), sign,
      ));
    })));
    this.side.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
    const sum = model.tally(criteria);
    this.foot.querySelector(".f-q").replaceChildren(
      el("p", { class: "t13 muted" }, `${code} ${title}`),
      el("p", { class: "row between t13" }, el("b", {}, words.say("settled", { n: settled(sum), of: sum.asked })),
        el("span", { class: "faint" }, words.percent(percent(settled(sum), sum.asked)))),
      thread(sum.asked ? settled(sum) / sum.asked : 0),
    );
  }
}
