/* <score-grid>: an evaluation scored here, by keyboard or by thumb, alone or together, on line or not.

   The page gives it its data as JSON; it draws them in the light DOM, keeps a local copy, and saves through
   `sync` alone. Its parts draw, this element decides: `current` is the criterion, `filter` what is shown. */

import { el, icon, thread } from "../dom.js";
import { SHOWS, read, shows, write } from "../filters.js";
import { action, command } from "../grid-keys.js";
import { GridModel } from "../grid-model.js";
import { GridSync } from "../grid-sync.js";
import { keysOn } from "../keys.js";
import { markOf, marksOf } from "../marks.js";
import { percent, settled } from "../scoring.js";
import { Words } from "../words.js";
import { askReason, leaving, queue, settle, sheet, shortcuts } from "./score-grid-dialogs.js";
import { Field } from "./score-grid-field.js";
import { Help } from "./score-grid-help.js";
import { List } from "./score-grid-list.js";
import { Rail } from "./score-grid-rail.js";
import { Status } from "./score-grid-status.js";

const TYPING = 900; // milliseconds without a key before what is written is kept
const LEAVING = 200; // and after it has been left
const UNDO = 6_000; // how long a message offers to take back
const MOST_UNDONE = 100;
const GOING = 1_200; // after G, the next key leads elsewhere
const FIELD = "(max-width: 48rem), (pointer: coarse) and (max-width: 66rem)";
const ALONGSIDE = "(min-width: 66.01rem)";
const FILTER_ICONS = { essential: "essential", confirm: "history", conflict: "conflict", mine: "person" };
const LOOK = ["next", "previous", "next-unanswered", "first", "last"];

export class ScoreGrid extends HTMLElement {
  #undo = [];
  #toast = null;
  #going = 0;
  #writing = new Set(); // texts that hold what is not kept yet
  #pressed = false;
  #awaited = null; // the row that a press has given the focus to, made current once the press is over
  #started = false;

  connectedCallback() {
    this.life = new AbortController();
    this.#start(this.life.signal).catch((error) => {
      this.querySelector("[data-part=failed]").hidden = false;
      throw error;
    });
  }

  async #start(signal) {
    if (!this.#started) {
      // The words are the same for all: the browser keeps them, the page does not carry them.
      const answer = await fetch(this.dataset.words);
      if (!answer.ok) throw new Error(`words: ${answer.status}`);
      const words = await answer.json();
      if (signal.aborted) return;
      this.#started = true;
      this.#build(words);
    }
    this.addEventListener("keydown", (event) => this.#key(event), { signal });
    this.addEventListener("pointerdown", () => { this.#pressed = true; }, { signal });
    for (const type of ["pointerup", "pointercancel"]) window.addEventListener(type, () => setTimeout(() => this.#released()), { signal });
    for (const type of ["pagehide", "visibilitychange"]) window.addEventListener(type, () => this.#keepTexts(), { signal, capture: true });
    this.addEventListener("focusin", (event) => this.#focused(event), { signal });
    this.addEventListener("click", (event) => this.#clicked(event), { signal });
    this.addEventListener("change", (event) => this.#changed(event), { signal });
    document.addEventListener("keydown", (event) => this.#keyElsewhere(event), { signal });
    document.addEventListener("submit", (event) => this.#leaving(event), { signal, capture: true });
    window.addEventListener("hashchange", () => this.#fromAddress(), { signal });
    for (const query of [FIELD, ALONGSIDE]) matchMedia(query).addEventListener("change", () => this.#lay(), { signal });
    this.sync.addEventListener("changed", ({ detail }) => this.#refresh(detail), { signal });
    this.sync.addEventListener("structure", ({ detail }) => this.#anew(detail), { signal });
    this.sync.addEventListener("fault", ({ detail }) => this.#fault(detail.error), { signal });
    this.sync.start(signal).catch((error) => this.#fault(error));
  }

  disconnectedCallback() {
    this.life.abort();
  }

  // — Building —————————————————————————————————————————————————————————————

  #build(words) {
    const part = (name) => this.querySelector(`[data-part=${name}]`);
    this.settings = { ...this.dataset };
    this.words = new Words(document.documentElement.lang, words);
    this.model = new GridModel(JSON.parse(part("data").textContent));
    this.marks = marksOf(this.model.scale, this.words.say("na"));
    this.sync = new GridSync(this.model, this.settings.api);
    this.filter = read(location.search);
    /** @type {import("../grid-model.js").Criterion | null} */
    this.current = null;
    this.rail = new Rail(this, part("rail"));
    this.list = new List(this, part("rows"));
    this.help = new Help(this, part("help"));
    this.field = new Field(this, part("field"));
    this.status = new Status(this, part("status"), part("bars"));
    this.filters = part("filters");
    this.progress = part("progress");
    this.here = part("here");
    this.live = part("live");
    this.querySelector("[data-act=list]")?.addEventListener("click", () => this.#toggleList());
    const asked = location.hash;
    this.#draw();
    this.#lay();
    this.#fromAddress(asked);
    this.toggleAttribute("data-ready", true);
  }

  /** Draw all parts anew; the current criterion stays where it may. */
  #draw() {
    const code = this.current?.code;
    this.current = null;
    this.field.forget();
    this.list.draw();
    this.rail.draw();
    this.#drawFilters();
    this.list.filter(this.filter);
    this.#refreshFigures();
    const { criteria } = this.model;
    const to = (code && this.model.byCode.get(code)) || this.#first() || criteria[0];
    if (to) this.#become(to);
  }

  /** Where the work is: the first criterion without an answer among one's own, else among all. */
  #first() {
    const open = (one) => this.model.entry(one.code).score === null && !this.model.locked(one.requirement);
    return this.model.criteria.find((one) => open(one) && this.model.mine.has(one.code)) ?? this.model.criteria.find(open);
  }

  #fromAddress(hash = location.hash) {
    const code = decodeURIComponent(hash).replace(/^#(c-)?/, "");
    const requirement = this.model.requirements.get(code.replace(/^r-/, ""));
    const to = this.model.byCode.get(code) ?? requirement?.criteria[0];
    if (to) this.goTo(to.code, { focus: true, top: true });
    else this.list.rows.get(this.current?.code)?.scrollIntoView({ block: "center" });
  }

  /** Which layout this screen takes. */
  #lay() {
    const layout = matchMedia(FIELD).matches ? "field" : "desk";
    if (this.dataset.layout !== layout) {
      this.dataset.layout = layout;
      delete this.dataset.view;
    }
    if (this.dialog && (layout === "desk" && matchMedia(ALONGSIDE).matches)) this.dialog.close();
    this.#drawField();
  }

  #drawField() {
    if (this.dataset.layout === "field") this.field.draw();
  }

  #toggleList() {
    const open = this.dataset.view !== "list";
    this.dataset.view = open ? "list" : "one";
    this.querySelector("[data-act=list]").setAttribute("aria-expanded", String(open));
    if (open) this.list.rows.get(this.current.code)?.scrollIntoView({ block: "center" });
    else this.#drawField();
  }

  // — The current criterion ————————————————————————————————————————————————

  /** Make a criterion current. @param {string} code @param {{focus?: boolean, top?: boolean}} [how] */
  goTo(code, { focus = false, top = false } = {}) {
    const criterion = this.model.byCode.get(code);
    if (!criterion) return;
    if (!this.list.shown.has(code)) this.#show({ show: "all", level: "", search: "" });
    this.#become(criterion);
    if (this.dataset.layout === "field") {
      if (this.dataset.view === "list") this.#toggleList();
      this.field.place.querySelector(".q")?.scrollTo({ top: 0 });
      return;
    }
    if (top) this.list.rows.get(code).scrollIntoView({ block: "center" });
    if (focus) this.list.focus(criterion);
  }

  #become(criterion) {
    if (this.current === criterion) return;
    this.#keepTexts();
    const [before, first] = [this.current, this.current === null];
    this.current = criterion;
    this.list.mark(before, criterion);
    this.rail.mark(criterion);
    this.help.draw();
    this.#drawField();
    this.#refreshHere();
    if (!first) this.#address();
  }

  /** The address that leads back here: what is shown, and where. */
  get wayBack() {
    const hash = this.current ? `#c-${this.current.code}` : "";
    return `${location.pathname}${write(this.filter)}${hash}`;
  }

  #address() {
    history.replaceState(history.state, "", this.wayBack);
  }

  #move(step) {
    const to = this.list.next(this.current, step);
    if (to) this.goTo(to.code, { focus: true });
  }

  #end(step) {
    const shown = this.model.criteria.filter((one) => this.list.shown.has(one.code));
    const to = step > 0 ? shown.at(-1) : shown[0];
    if (to) this.goTo(to.code, { focus: true });
  }

  nextUnanswered() {
    const place = this.model.nextUnanswered(this.current.place);
    if (place < 0) this.say(this.words.say("all-answered"));
    else this.goTo(this.model.criteria[place].code, { focus: true });
  }

  #nextConflict() {
    const place = this.model.nextConflict(this.current.place);
    if (place < 0) this.say(this.words.say("no-conflict"));
    else this.goTo(this.model.criteria[place].code, { focus: true });
  }

  // — Answering ————————————————————————————————————————————————————————————

  /** An answer chosen with its control. @param {string} code @param {HTMLInputElement} input */
  answer(code, input) {
    const value = input.value === "NA" ? "NA" : Number(input.value);
    this.score(code, value);
    // NA is not an answer before its reason: the control shows what is kept.
    if (value === "NA") this.#refreshTargets([{ kind: "criterion", code }]);
  }

  /** Score a criterion. @param {string} code @param {number | "NA"} value */
  score(code, value) {
    const criterion = this.model.byCode.get(code);
    const reason = this.model.locked(criterion.requirement);
    if (reason) {
      this.say(this.model.data.why[reason]);
      return;
    }
    if (value === "NA") {
      if (!criterion.na || !this.model.scale.na.allowed) this.say(this.words.say("na-refused", { code }));
      else this.askReason(code);
      return;
    }
    this.#keepScore(criterion, { score: value });
    if (this.model.data.me.advance) this.#advance();
    else this.list.follow(criterion);
  }

  /** Ask why a criterion does not apply, then keep it. @param {string} code */
  askReason(code) {
    const criterion = this.model.byCode.get(code);
    askReason(this, criterion, this.model.entry(code).na_reason, (said) => {
      this.#keepScore(criterion, { score: "NA", na_reason: said });
    });
  }

  /** Take an answer back. @param {string} code */
  clear(code) {
    if (this.model.entry(code).score === null) return;
    this.#keepScore(this.model.byCode.get(code), { score: null });
    if (this.dataset.layout === "desk") this.list.focus(this.current);
  }

  /** Confirm an earlier answer as it was: with its reason, and its comment where there is none here. @param {string} code */
  confirm(code) {
    const before = this.model.previous(code);
    const values = { score: before.score };
    if (before.score === "NA") values.na_reason = before.na_reason ?? "";
    if (before.score === "NA" && !before.na_reason) {
      this.askReason(code);
      return;
    }
    if (before.comment && !this.model.entry(code).comment) values.comment = before.comment;
    this.#keepScore(this.model.byCode.get(code), values);
    if (this.dataset.layout === "desk") this.list.focus(this.current);
  }

  #keepScore(criterion, values) {
    const { score, na_reason } = this.model.entry(criterion.code);
    if (score === values.score && (score !== "NA" || na_reason === values.na_reason)) return;
    this.#undo.push({ code: criterion.code, score, na_reason });
    if (this.#undo.length > MOST_UNDONE) this.#undo.shift();
    this.#keep("criterion", criterion.code, values);
    const mark = markOf(this.marks, values.score);
    const facts = { code: criterion.code, score: mark ? mark.digit : "", word: mark ? mark.word : "" };
    this.say(this.words.say(mark ? "scored" : "cleared", facts), () => this.undo());
  }

  /** Give back the answer that the last score replaced. */
  undo() {
    const last = this.#undo.pop();
    if (!last) return;
    const values = last.score === "NA" ? { score: "NA", na_reason: last.na_reason } : { score: last.score };
    this.#keep("criterion", last.code, values);
    this.goTo(last.code, { focus: true });
    this.say(this.words.say("undone", { code: last.code }));
  }

  #keep(kind, code, values, more) {
    return this.sync.keep(kind, code, values, more).catch((error) => this.#fault(error));
  }

  #advance() {
    const place = this.model.nextUnanswered(this.current.place);
    if (place >= 0) this.goTo(this.model.criteria[place].code, { focus: true });
  }

  /** Choose between two answers. @param {"criterion" | "requirement"} kind @param {string} code */
  settle(kind, code) {
    settle(this, kind, code, (conflict, value) => {
      const values = conflict.field !== "score" ? { [conflict.field]: value }
        : value === null ? { score: null } : value.score === "NA" ? value : { score: value.score };
      this.#keep(kind, code, values, { base: conflict.base, resolves: conflict.id });
    });
  }

  // — Texts ————————————————————————————————————————————————————————————————

  /**
   * A text that keeps itself while it is written; plain words where it may not be written.
   * @param {{label: string, kind: "criterion" | "requirement", code: string, name: string, locked: boolean,
   *   hint?: boolean}} about `hint`: whether it says by itself what never to write
   */
  text({ label, kind, code, name, locked, hint = true }) {
    const id = `t-${kind}-${code}-${name}-${this.dataset.layout ?? "desk"}`.replaceAll(".", "-");
    const data = { "data-field": name, "data-kind": kind, "data-code": code };
    if (locked) return el("div", { class: "field", ...data }, el("span", { class: "label" }, label), el("p", { class: "said" }));
    const area = el("textarea", { class: "input", id, maxlength: 20_000, rows: kind === "criterion" ? 3 : 2, "aria-describedby": hint ? `${id}-hint` : null });
    const said = hint && el("p", { class: "hint", id: `${id}-hint` }, this.words.say("no-patient"));
    const field = el("div", { class: "field", ...data }, el("label", { for: id }, label), area, said);
    area.value = area.defaultValue = this.#written(kind, code, name);
    area.addEventListener("input", () => {
      // What it was based on is what could be read when the first key was pressed.
      field.base ??= this.model.base(kind, code);
      if (!this.#writing.has(field)) {
        this.#writing.add(field);
        this.status.refresh();
      }
      this.#keepSoon(field, TYPING);
    });
    // A moment later: what leaves a text by a click must not see the page move under it.
    area.addEventListener("blur", () => this.#keepSoon(field, LEAVING));
    return field;
  }

  /** What can be said of the safety of all that was answered: a text being written is not saved yet. */
  get situation() {
    const { situation } = this.sync;
    return situation === "saved" && this.#writing.size ? "saving" : situation;
  }

  #keepSoon(field, wait) {
    clearTimeout(field.timer);
    field.timer = setTimeout(() => this.#keepText(field), wait);
  }

  /** What is being written is kept at once: the page, or the place of the text in it, is about to go. */
  #keepTexts() {
    for (const field of this.#writing) this.#keepText(field);
  }

  #written(kind, code, name) {
    return (kind === "criterion" ? this.model.entry(code) : this.model.note(code))[name] ?? "";
  }

  #keepText(field) {
    clearTimeout(field.timer);
    const { kind, code, field: name } = field.dataset;
    const area = field.querySelector("textarea");
    if (field.base === undefined) return;
    const { base } = field;
    field.base = undefined;
    this.#writing.delete(field);
    if (area.value.trim() === this.#written(kind, code, name)) {
      this.status.refresh();
      return;
    }
    area.defaultValue = area.value;
    this.#keep(kind, code, { [name]: area.value.trim() }, { base });
  }

  /** Bring a text in step with the model, unless it is being written. @param {HTMLElement} field */
  refreshText(field) {
    const { kind, code, field: name } = field.dataset;
    const written = this.#written(kind, code, name);
    const area = field.querySelector("textarea");
    if (!area) field.querySelector(".said").textContent = written || "—";
    else if (field.base === undefined && area.value.trim() !== written) area.value = area.defaultValue = written;
  }

  // — Keys, pointer, focus —————————————————————————————————————————————————

  #key(event) {
    if (event.defaultPrevented || event.target.closest("dialog")) return;
    const typing = event.target.matches("textarea, input:not([type=radio], [type=checkbox]), select");
    if (event.key === "Escape") {
      if (typing) this.#leave(event);
      else this.#closeMenu(true);
      return;
    }
    const order = command(event);
    if (order?.name === "save-and-next" && event.target.matches("textarea")) this.#take(event, () => { event.target.blur(); this.#move(1); });
    else if (order?.name === "undo" && !typing) this.#take(event, () => this.undo());
    else if (!typing && event.target.closest(".crit")) this.#shortcut(event);
  }

  /** Keys pressed while nothing has the focus lead into the list; they score nothing. */
  #keyElsewhere(event) {
    const outside = event.target === document.body || event.target.id === "content";
    if (!outside || event.defaultPrevented || this.querySelector("dialog[open]")) return;
    const wanted = action(event, this.model.scale.max);
    if (wanted && this.#letters() && LOOK.includes(wanted.name)) this.#take(event, () => this.list.focus(this.current));
  }

  #letters() {
    return this.model.data.me.shortcuts && keysOn() && Date.now() > this.#going;
  }

  #shortcut(event) {
    if (event.key.toLowerCase() === "g" && !event.ctrlKey && !event.metaKey && !event.altKey) {
      this.#going = Date.now() + GOING;
      return;
    }
    const wanted = action(event, this.model.scale.max);
    if (!wanted) return;
    // Arrows move from row to row whatever the settings: they are no letters.
    if (!this.#letters() && !event.key.startsWith("Arrow")) return;
    this.#take(event, () => this.#do(wanted));
  }

  #take(event, act) {
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  #do({ name, value }) {
    const { code, requirement } = this.current;
    const acts = {
      score: () => this.score(code, value), next: () => this.#move(1), previous: () => this.#move(-1),
      first: () => this.#end(-1), last: () => this.#end(1),
      "next-unanswered": () => this.nextUnanswered(), "next-conflict": () => this.#nextConflict(),
      comment: () => this.list.more?.querySelector("textarea")?.focus(),
      guidance: () => this.openHelp("guidance"), history: () => this.openHelp("history"),
      analysis: () => this.openAnalysis(requirement), search: () => this.filters.querySelector("[type=search]").select(),
      help: () => shortcuts(this), clear: () => this.clear(code),
    };
    acts[name]();
  }

  /** Leave a text: what is written is kept, the focus goes back to the row. */
  #leave(event) {
    event.preventDefault();
    event.target.blur();
    if (this.dataset.layout === "desk") this.list.focus(this.current);
  }

  /** The row with the focus is the current one. Nothing moves under a press, or its click would fall elsewhere. */
  #focused(event) {
    const criterion = this.list.at(event.target);
    if (criterion && this.#pressed) this.#awaited = criterion;
    else if (criterion) this.#become(criterion);
  }

  #released() {
    this.#pressed = false;
    if (this.#awaited) this.#become(this.#awaited);
    this.#awaited = null;
  }

  #closeMenu(back) {
    const menu = this.querySelector(".menu[open]");
    if (!menu) return;
    menu.open = false;
    if (back) menu.querySelector("summary").focus();
  }

  #clicked(event) {
    if (!event.target.closest("summary")) this.#closeMenu(false);
    const go = event.target.closest("[data-do]");
    if (go) this[go.dataset.do]?.(event);
    const row = event.target.closest(".crit");
    if (!row || event.target.closest("label, button, a, textarea, .more")) return;
    this.goTo(row.dataset.code, { focus: this.dataset.layout === "desk" && !getSelection().toString() });
  }

  #changed(event) {
    const input = event.target;
    const criterion = input.matches(".crit > .rate input") && this.list.at(input);
    if (criterion) this.answer(criterion.code, input);
  }

  // — Filters ——————————————————————————————————————————————————————————————

  #drawFilters() {
    const { words } = this;
    const chip = (name) => el(
      "button", { type: "button", class: "chip", "data-show": name, on: { click: () => this.#show({ ...this.filter, show: name }) } },
      FILTER_ICONS[name] ? icon(FILTER_ICONS[name], "s") : null, words.say(`show-${name}`), el("b", {}),
    );
    const level = el("select", { class: "input s", "aria-label": words.say("level"), on: { change: (event) => this.#show({ ...this.filter, level: event.target.value }) } },
      el("option", { value: "" }, words.say("any-level")),
      ...this.marks.filter((mark) => mark.value !== "NA").map((mark) => el("option", { value: mark.value }, `${mark.digit} – ${mark.word}`)));
    const search = el("input", { type: "search", class: "input s", placeholder: words.say("search"), "aria-label": words.say("search-criteria"), autocomplete: "off" });
    search.addEventListener("input", () => this.#show({ ...this.filter, search: search.value.trim() }));
    search.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== "ArrowDown") return;
      event.preventDefault();
      const first = this.model.criteria.find((one) => this.list.shown.has(one.code));
      if (first) this.goTo(first.code, { focus: true });
    });
    this.none = el("p", { class: "empty", hidden: true }, words.say("none-shown"),
      el("button", { type: "button", class: "btn s", on: { click: () => this.#show({ show: "all", level: "", search: "" }) } }, words.say("show-everything")));
    this.filters.replaceChildren(...SHOWS.map(chip), level, search);
    this.list.place.after(this.none);
    this.#refreshFilters();
  }

  #show(filter) {
    this.filter = filter;
    const count = this.list.filter(filter);
    this.none.hidden = count > 0;
    this.#refreshFilters();
    this.#address();
    if (count && this.current && !this.list.shown.has(this.current.code)) {
      this.#become(this.model.criteria.find((one) => this.list.shown.has(one.code)));
    }
    this.live.textContent = this.words.say("shown", { n: count });
  }

  #refreshFilters() {
    const states = this.model.criteria.map((one) => [one, this.model.state(one.code)]);
    for (const chip of this.filters.querySelectorAll("[data-show]")) {
      const { show } = chip.dataset;
      const count = states.filter(([one, state]) => shows({ show, level: "", search: "" }, one, state, [])).length;
      chip.querySelector("b").textContent = String(count);
      chip.setAttribute("aria-pressed", String(this.filter.show === show));
      chip.hidden = count === 0 && this.filter.show !== show && ["confirm", "conflict", "na"].includes(show);
    }
    this.filters.querySelector("select").value = this.filter.level;
    const search = this.filters.querySelector("[type=search]");
    if (document.activeElement !== search) search.value = this.filter.search;
  }

  // — Keeping up ———————————————————————————————————————————————————————————

  #refresh({ targets }) {
    this.#refreshTargets(targets);
    this.#refreshFigures();
    this.#refreshFilters();
  }

  #refreshTargets(targets) {
    const requirements = new Set();
    for (const { kind, code } of targets) {
      const criterion = kind === "criterion" ? this.model.byCode.get(code) : null;
      if (criterion) this.list.refresh(criterion);
      requirements.add(criterion ? criterion.requirement : code);
      if (criterion && criterion === this.current) {
        this.help.refresh();
        this.#drawField();
      }
    }
    for (const code of requirements) this.list.refreshHead(code);
    const families = new Set([...requirements].map((code) => this.model.requirements.get(code)?.family));
    for (const family of this.model.families) if (families.has(family.code)) this.rail.refreshFamily(family);
  }

  #refreshFigures() {
    const { words } = this;
    const sum = this.model.tally();
    const done = settled(sum);
    const score = percent(sum.achieved, sum.potentialAnswered);
    const told = score === null ? "" : words.say("score-so-far", { score: words.percent(score) });
    this.progress.replaceChildren(
      el("p", { class: "row between nowrap t12" }, el("span", {}, el("b", {}, String(done)), ` ${words.say("of-settled", { of: sum.asked })}`),
        el("span", { class: "faint" }, words.percent(percent(done, sum.asked)))),
      thread(sum.asked ? done / sum.asked : 0),
      el("p", { class: "t12 faint so-far" }, told),
    );
    this.status.refresh();
  }

  #refreshHere() {
    const { requirement, code } = this.current;
    const { title, criteria } = this.model.requirements.get(requirement);
    const place = criteria.findIndex((one) => one.code === code) + 1;
    this.here.replaceChildren(
      el("p", { class: "strong" }, `${requirement} ${title}`),
      el("small", {}, this.words.say("place", { n: place, of: criteria.length }), " · ", this.model.data.evaluation.organisation),
    );
  }

  /** Rights, profile or status have changed, or the server was restored: the grid is asked for again. */
  async #anew({ restored }) {
    const { status } = this.model.data.evaluation;
    if (!(await this.sync.reload())) return;
    this.marks = marksOf(this.model.scale, this.words.say("na"));
    this.#draw();
    this.#refreshActions();
    if (this.model.data.evaluation.status !== status) this.say(this.words.say("status-changed"));
    if (restored) this.sync.flush();
  }

  /** What this person may do now: an action that is no longer theirs is not there. */
  #refreshActions() {
    const { actions, evaluation } = this.model.data;
    for (const link of this.querySelectorAll("[data-action]")) link.hidden = !(link.dataset.action in actions);
    this.querySelector("[data-part=closed]").hidden = evaluation.status !== "closed";
    this.status.refresh();
  }

  // — Small things —————————————————————————————————————————————————————————

  /** The level before, in the look of its own scale. @param {{score: number | "NA", step: string}} before */
  previousMark(before) {
    const mark = markOf(this.marks, before.score);
    return { step: before.step, digit: mark?.digit ?? String(before.score), word: mark?.word ?? "" };
  }

  /** @param {{standing: string}} before */
  previousTitle(before) {
    const { title, closed_on: closedOn } = this.model.data.previous;
    const day = this.words.day(new Date(closedOn), new Date());
    return [`${title}, ${day}`, this.words.say(`standing-${before.standing}`)].join(" · ");
  }

  /** The guidance has come: what waited for it is drawn. */
  guided() {
    if (!this.current) return;
    this.help.draw();
    this.list.refresh(this.current);
    this.#drawField();
  }

  /** The evidence of these criteria has come or changed. @param {Iterable<string>} codes */
  proved(codes) {
    for (const code of codes) {
      const criterion = this.model.byCode.get(code);
      if (criterion) this.list.refresh(criterion);
    }
    if (!this.current) return;
    this.help.draw();
    this.#drawField();
  }

  /** An expected document and what it counts as. @param {string} code */
  paper(code) {
    const state = this.model.data.documents[code] ?? "missing";
    const [tag, sign] = { present: ["ok", "check"], partial: ["warn", "minus"], expired: ["danger", "clock"], missing: ["danger", "cross"], not_applicable: ["", "refused"] }[state];
    const title = this.help.content?.documents?.[code]?.title ?? code;
    return el("li", {}, icon("document"), el("span", { class: "t" }, title), el("span", { class: `tag ${tag}`.trim() }, icon(sign, "s"), this.words.say(`paper-${state}`)));
  }

  /** Show what helps: beside the list where there is room, else in a sheet. @param {string} tab */
  openHelp(tab) {
    this.help.choose(tab);
    if (this.dataset.layout === "desk" && matchMedia(ALONGSIDE).matches) {
      this.help.tabs.querySelector(`[data-tab=${tab}]`).focus();
      return;
    }
    const home = this.help.place;
    this.dialog = sheet(this, this.words.say("help-with", { code: this.current.code }), el("div", { class: "help-sheet" }, this.help.tabs, this.help.body));
    this.dialog.addEventListener("close", () => {
      home.replaceChildren(this.help.tabs, this.help.body);
      this.dialog = null;
    });
  }

  /** Write the analysis of a requirement: under its title, or in a sheet where one criterion is shown. @param {string} code */
  openAnalysis(code) {
    if (this.dataset.layout === "desk" || this.dataset.view === "list") {
      this.list.openAnalysis(code);
      return;
    }
    const { title } = this.model.requirements.get(code);
    const locked = Boolean(this.model.locked(code));
    const fields = ["what_we_do", "how_we_progress", "how_we_measure", "strengths", "to_improve"].map((name) => {
      const field = this.text({ label: this.words.say(`note-${name}`), kind: "requirement", code, name, locked, hint: false });
      this.refreshText(field);
      return field;
    });
    const hint = el("p", { class: "t12 faint" }, this.words.say("no-patient"));
    sheet(this, this.words.say("analysis-of", { code }), el("div", { class: "stack" }, el("p", { class: "muted" }, title), ...fields, hint));
  }

  /** Whoever signs out while answers wait is asked what becomes of them. */
  #leaving(event) {
    const form = event.target;
    if (new URL(form.action).pathname !== this.settings.logout || !this.model.waitingCount) return;
    event.preventDefault();
    leaving(this, () => form.submit());
  }

  openQueue() {
    queue(this);
  }

  openShortcuts() {
    shortcuts(this);
  }

  openConflicts() {
    const [first] = this.model.conflicts;
    if (first) this.settle(first.kind, first.target);
  }

  retry() {
    this.sync.flush();
    this.sync.look();
  }

  /** Say something once, for eyes and ears; with what was done to be taken back, where it may be. @param {string} text @param {() => void} [back] */
  say(text, back) {
    clearTimeout(this.#toast?.timer);
    this.#toast?.remove();
    const undo = back && el("button", { type: "button", on: { click: () => { this.#toast?.remove(); back(); } } }, this.words.say("undo"));
    this.#toast = el("div", { class: "toast" }, el("span", {}, text), undo);
    this.append(this.#toast);
    this.#toast.timer = setTimeout(() => this.#toast?.remove(), UNDO);
    this.live.textContent = text;
  }

  #fault(error) {
    this.status.fault(error);
    throw error;
  }
}

customElements.define("score-grid", ScoreGrid);
