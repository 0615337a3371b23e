// The one sentence that says what is safe, always in the same place; and the bars that ask for something.

import { el, icon } from "../dom.js";

const PATIENCE = 400; // milliseconds before a saving is worth a word
const LOOKS = {
  saved: ["", "cloud"], saving: ["turning", "sync"], offline: ["off", "offline"], failed: ["err", "alert"],
  busy: ["off", "clock"], "signed-out": ["err", "lock"], "other-person": ["err", "person"], gone: ["err", "lock"], broken: ["err", "alert"],
};

export class Status {
  #timer = 0;
  #shown = "";

  /** @param {import("./score-grid.js").ScoreGrid} grid @param {HTMLElement} place @param {HTMLElement} bars */
  constructor(grid, place, bars) {
    this.grid = grid;
    this.place = place;
    this.bars = bars;
    this.broken = null;
    grid.sync.addEventListener("situation", () => this.refresh());
  }

  /** Something of ours went wrong on the device: it is said, never hidden. */
  fault(error) {
    this.broken = error;
    this.refresh();
  }

  refresh() {
    const situation = this.broken ? "broken" : this.grid.situation;
    clearTimeout(this.#timer);
    this.place.dataset.situation = situation; // at once; its words wait for what is worth one
    if (situation === "opening") return;
    if (situation === "saving" && this.#shown === "saved") {
      this.#timer = setTimeout(() => this.#show("saving"), PATIENCE);
    } else this.#show(situation);
    this.#bars(situation);
  }

  #show(situation) {
    this.#shown = situation;
    const [tag, sign] = LOOKS[situation] ?? LOOKS.failed;
    const text = this.#sentence(situation);
    const name = `${situation} ${text}`;
    if (this.place.dataset.said === name) return;
    this.place.dataset.said = name;
    this.place.className = `sync ${tag}`.trim();
    this.place.replaceChildren(icon(sign), el("span", {}, text));
  }

  #sentence(situation) {
    const { words, sync, model } = this.grid;
    const n = model.waitingCount;
    if (situation === "saved") {
      if (model.data.evaluation.status === "closed") return words.say("closed");
      const [at, now] = [sync.savedAt, new Date()];
      const facts = { day: words.day(at, now), hour: words.clock(at) };
      return words.say(words.isToday(at, now) ? "saved" : "saved-on", facts);
    }
    if (situation === "offline") return n ? words.say("offline-kept", { n }) : words.say("offline");
    if (situation === "busy") {
      const at = new Date(Date.now() + (sync.reply.wait ?? 0));
      return words.say("busy", { hour: words.clock(at) });
    }
    return words.say(situation === "failed" && !n ? "unreachable" : situation);
  }

  /** What asks for something: a network that is gone, a session that ended, answers refused or in conflict. */
  #bars(situation) {
    const { words, model, sync, settings } = this.grid;
    const n = model.waitingCount;
    const bars = [];
    const bar = (tag, sign, text, ...acts) => bars.push(el("p", { class: `net ${tag}`.trim() }, icon(sign), el("span", {}, text), ...acts));
    const button = (label, act) => el("button", { type: "button", class: "btn s", on: { click: act } }, label);
    const see = () => button(words.say("see"), () => this.grid.openQueue());
    if (situation === "offline" && n) bar("", "offline", words.say(sync.outbox?.durable === false ? "offline-fragile" : "offline-kept", { n }), see());
    if (situation === "failed" && n) bar("", "alert", words.say("failed-kept", { n }), button(words.say("retry"), () => this.grid.retry()));
    if (situation === "busy" && n) bar("", "clock", words.say("busy-kept", { n }), see());
    if (situation === "signed-out") {
      const address = () => `${settings.login}?next=${encodeURIComponent(this.grid.wayBack)}`;
      // Once more when it is followed: the person may have gone on answering.
      const back = el("a", { class: "btn s", href: address(), on: { click: () => { back.href = address(); } } }, words.say("sign-in"));
      bar("clash", "lock", n ? words.say("signed-out-kept", { n }) : words.say("signed-out-long"), back);
    }
    if (situation === "other-person") bar("clash", "person", words.say("other-person-long"), button(words.say("retry"), () => this.grid.retry()));
    if (situation === "gone") bar("clash", "lock", n ? words.say("gone-kept", { n }) : words.say("gone-long"), n ? see() : null);
    if (situation === "broken") bar("clash", "alert", words.say("broken-long", { reference: String(this.broken?.message ?? this.broken) }), button(words.say("reload"), () => location.reload()));
    if (sync.refused.length) bar("clash", "refused", words.say("refused", { n: sync.refused.length }), see());
    if (model.conflicts.length) bar("clash", "conflict", this.#conflicts(), button(words.say("settle"), () => this.grid.openConflicts()));
    const name = bars.map((one) => one.textContent).join("|");
    if (this.bars.dataset.said === name) return;
    this.bars.dataset.said = name;
    this.bars.replaceChildren(...bars);
  }

  #conflicts() {
    const { words, model } = this.grid;
    const places = [...new Map(model.conflicts.map((one) => [`${one.kind} ${one.target}`, one.target])).values()];
    return words.say("conflicts", { n: places.length, codes: places.slice(0, 3).join(", ") + (places.length > 3 ? " …" : "") });
  }
}
