// What helps with the current criterion: guidance and scale, sheets, documents, history. Beside the list where there
// is room, in a sheet elsewhere.

import { differences } from "../differences.js";
import { el, icon, level, marked } from "../dom.js";
import { markOf } from "../marks.js";

const TABS = ["guidance", "evidence", "sheets", "documents", "history"];
const SETTLE = 250; // milliseconds on a criterion before its history is asked for

export class Help {
  #timer = 0;
  #stories = new Map();

  /** @param {import("./score-grid.js").ScoreGrid} grid @param {HTMLElement} place */
  constructor(grid, place) {
    this.grid = grid;
    this.place = place;
    this.tab = "guidance";
    this.content = null;
    /** @type {import("./score-grid-evidence.js").Evidence | null} */
    this.evidence = null;
    this.body = el("div", { class: "body", role: "tabpanel", id: "help-panel", tabindex: "0" });
    this.tabs = el("div", { class: "tabs", role: "tablist", "aria-label": grid.words.say("help") }, ...TABS.map((name) => this.#tab(name)));
    this.tabs.addEventListener("keydown", (event) => this.#keys(event));
    place.replaceChildren(this.tabs, this.body);
    this.#fetch();
  }

  #tab(name) {
    return el(
      "button", {
        type: "button", role: "tab", id: `help-${name}`, "aria-controls": "help-panel", "data-tab": name,
        on: { click: () => this.choose(name) },
      },
      this.grid.words.say(`tab-${name}`), el("span", { class: "count", hidden: true }),
    );
  }

  /** Guidance, references and sheets: the same for all, so the browser keeps them. */
  async #fetch() {
    const address = this.grid.model.data.content;
    try {
      const answer = await fetch(address, { credentials: "same-origin" });
      if (!answer.ok) throw new Error(`${answer.status}`);
      this.content = await answer.json();
    } catch {
      this.content = { failed: true };
    }
    this.grid.guided();
    this.#proofs();
  }

  /** Evidence comes once the grid is there: it weighs on no first sight. */
  async #proofs() {
    const { Evidence } = await import("./score-grid-evidence.js").catch(() => ({}));
    if (!Evidence) return;
    this.evidence = new Evidence(this.grid);
    await this.evidence.load();
  }

  /** How many pieces prove a criterion, as far as is known. @param {string} code */
  proofs(code) {
    return this.evidence?.of(code).length ?? 0;
  }

  /** @param {string} name */
  choose(name) {
    this.tab = name;
    this.draw();
  }

  #keys(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = TABS[(TABS.indexOf(this.tab) + step + TABS.length) % TABS.length];
    this.choose(next);
    this.tabs.querySelector(`[data-tab=${next}]`).focus();
  }

  /** Draw the help for the current criterion. */
  draw() {
    const criterion = this.grid.current;
    if (!criterion) return;
    this.place.setAttribute("aria-label", this.grid.words.say("help-with", { code: criterion.code }));
    for (const tab of this.tabs.children) {
      const chosen = tab.dataset.tab === this.tab;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      const count = { sheets: this.#sheets(criterion).length, documents: criterion.documents?.length ?? 0, evidence: this.proofs(criterion.code) }[tab.dataset.tab];
      tab.lastChild.hidden = !count;
      tab.lastChild.textContent = count ?? "";
    }
    this.body.setAttribute("aria-labelledby", `help-${this.tab}`);
    const parts = this[`_${this.tab}`](criterion);
    // A form that somebody is filling in stays where it is.
    if (parts.length !== 1 || this.body.firstChild !== parts[0]) this.body.replaceChildren(...parts);
    if (this.drawn !== criterion) this.body.parentElement?.scrollTo?.({ top: 0 });
    this.drawn = criterion;
  }

  /** The answer or the journal has moved: what is drawn may say something else. */
  refresh() {
    this.draw();
  }

  // — Guidance ——————————————————————————————————————————————————————————————

  _guidance(criterion) {
    const { words } = this.grid;
    const own = this.content?.criteria?.[criterion.code];
    const parts = [this.#title("scale"), this.anchors(criterion)];
    if (own?.guidance) parts.push(this.#title("how-to-score"), ...own.guidance.split("\n").filter(Boolean).map((text) => el("p", { class: "t13 guide" }, text)));
    if (this.content?.failed) parts.push(el("p", { class: "callout quiet t13" }, icon("offline"), words.say("no-guidance")));
    if (own?.references.length) parts.push(this.#title("references"), el("ul", { class: "refs" }, ...own.references.map((one) => this.#reference(one))));
    parts.push(this.#title("three-questions"), this.#questions(criterion));
    return parts;
  }

  #title(key) {
    return el("h3", {}, this.grid.words.say(key));
  }

  /** What each level means; the present one is tinted. @param {import("../grid-model.js").Criterion} criterion */
  anchors(criterion) {
    const { marks, model } = this.grid;
    const { score } = model.entry(criterion.code);
    const takesNa = criterion.na && model.scale.na.allowed;
    return el("ol", { class: "anchors" }, ...marks.filter((mark) => takesNa || mark.value !== "NA").map((mark) => el(
      "li", { "data-n": mark.step, class: mark.value === score ? "is" : null, "aria-current": mark.value === score ? "true" : null },
      level(mark), el("span", {}, el("b", {}, mark.word), " ", mark.definition),
    )));
  }

  #reference(one) {
    const name = one.url
      ? el("a", { href: one.url, rel: "noopener noreferrer", target: "_blank" }, one.title, icon("external", "s")) : one.title;
    const verify = one.to_verify && el("span", { class: "tag warn" }, icon("alert", "s"), this.grid.words.say("to-verify"));
    return el("li", {}, name, verify ? " " : null, verify);
  }

  #questions(criterion) {
    const { words } = this.grid;
    const ask = ["what_we_do", "how_we_progress", "how_we_measure"].map((name) => el("li", {}, words.say(`note-${name}`)));
    const write = el(
      "button", { type: "button", class: "btn s", on: { click: () => this.grid.openAnalysis(criterion.requirement) } },
      icon("edit", "s"), words.say("write-analysis", { code: criterion.requirement }),
    );
    return el("div", { class: "stack s" }, el("ol", { class: "ask" }, ...ask), el("p", {}, write));
  }

  // — Sheets and documents ————————————————————————————————————————————————

  #sheets(criterion) {
    return this.content?.sheets?.by_criterion[criterion.code] ?? [];
  }

  _sheets(criterion) {
    const { words } = this.grid;
    const known = this.content?.sheets?.known ?? {};
    const found = this.#sheets(criterion).map((code) => known[code]);
    if (!found.length) return [this.#nothing("sheet", "no-sheet")];
    return [el("div", { class: "stack s" }, ...found.map((sheet) => el(
      "a", { class: "linkcard", href: sheet.url, target: "_blank", rel: "noopener" }, icon("sheet"),
      el("span", {}, el("b", {}, sheet.title), el("small", {}, sheet.summary), el("small", {}, [
        words.say("minutes", { n: sheet.minutes }), sheet.tools ? words.say("tools", { n: sheet.tools }) : "",
      ].filter(Boolean).join(", "))),
      icon("right", "s"),
    )))];
  }

  _documents(criterion) {
    if (!criterion.documents?.length) return [this.#nothing("document", "no-document")];
    return [
      el("ul", { class: "files" }, ...criterion.documents.map((code) => this.grid.paper(code))),
      el("p", {}, el("a", { class: "t13", href: this.grid.settings.documents }, this.grid.words.say("inventory"))),
    ];
  }

  _evidence(criterion) {
    if (!this.evidence) return [this.#nothing("offline", "no-evidence-here")];
    return [this.evidence.draw(criterion)];
  }

  #nothing(sign, key) {
    return el("div", { class: "empty" }, icon(sign, "l"), el("p", {}, this.grid.words.say(key)));
  }

  // — History —————————————————————————————————————————————————————————————

  _history(criterion) {
    const { words, model } = this.grid;
    const name = `${criterion.code} ${model.base("criterion", criterion.code)} ${model.conflictsOn("criterion", criterion.code).length}`;
    const story = this.#stories.get(name);
    if (!story) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#ask(criterion, name), SETTLE);
      return [el("p", { class: "skel w60" }), el("p", { class: "skel w40" })];
    }
    if (story.failed) return [this.#nothing("offline", "no-history")];
    const parts = [];
    if (story.events.length) parts.push(el("ol", { class: "hist" }, ...story.events.map((event) => this.#event(event))));
    else parts.push(el("p", { class: "muted t13" }, words.say("nothing-yet")));
    if (story.before.length) parts.push(...this.#before(criterion, story.before));
    return parts;
  }

  async #ask(criterion, name) {
    const reply = await this.grid.sync.courier.history(this.grid.model.data.evaluation.id, "criterion", criterion.code);
    if (reply.ok) this.#stories.set(name, reply.body);
    else {
      this.#stories.set(name, { failed: true });
      setTimeout(() => this.#stories.delete(name), 5_000);
    }
    if (this.grid.current === criterion && this.tab === "history") this.draw();
  }

  #event(event) {
    const { words, marks } = this.grid;
    const { score, comment } = { ...event.values, ...event.superseded };
    const mark = score ? markOf(marks, score.score) : null;
    const sign = mark ? level(mark) : icon(score === null ? "cross" : "comment", "s");
    const said = [words.moment(event.at, new Date()), event.by].filter(Boolean).join(", ");
    const notes = [];
    if (score === null) notes.push(words.say("was-cleared"));
    if (event.kept_aside) notes.push(words.say("was-kept-aside"));
    if (event.settled) notes.push(words.say("was-settled"));
    if (Object.keys(event.superseded).length) notes.push(words.say("was-late"));
    if (event.noted_at) notes.push(words.say("noted-at", { moment: words.moment(event.noted_at, new Date()) }));
    return el(
      "li", {}, sign,
      el("span", {}, said, ...notes.map((note) => el("small", {}, note)),
        score?.na_reason ? el("q", {}, score.na_reason) : null, comment ? el("q", {}, comment) : null),
    );
  }

  #before(criterion, before) {
    const { words, model } = this.grid;
    const { title } = model.data.previous;
    const mark = (one) => this.grid.previousMark({ score: one.score, step: model.previous(criterion.code)?.step ?? "na" });
    return [
      el("h3", {}, title),
      el("ol", { class: "hist" }, ...before.map((one) => el(
        "li", {}, one.score === null ? el("span", { class: "lvl none" }, "—") : level(mark(one)),
        el("span", {}, one.criterion === criterion.code ? "" : `${one.criterion} `,
          one.na_reason ? el("q", {}, one.na_reason) : null, one.comment ? el("q", {}, one.comment) : null,
          one.text ? el("small", {}, words.say("wording-was")) : null,
          one.text ? el("p", { class: "was" }, ...marked(differences(one.text, criterion.text).left)) : null),
      ))),
    ];
  }
}

