// The evidence of a criterion, beside it: listed, and added to by a file, a photograph, a link or a note.

import { el, icon } from "../dom.js";

const SIGNS = { file: "clip", link: "link", note: "comment", document: "folder" };
const KINDS = ["file", "link", "note"];
const PATIENCE = 300_000; // milliseconds for a file to go, on a phone in a basement

export class Evidence {
  #forms = new Map();
  #pieces = null; // what the server said, by criterion; nothing before it has
  #may = new Set();
  #drawn = null;

  /** @param {import("./score-grid.js").ScoreGrid} grid */
  constructor(grid) {
    this.grid = grid;
    this.address = `${grid.settings.api}evaluations/${grid.model.data.evaluation.id}/evidence`;
    this.most = 25 * 1024 * 1024;
  }

  /** Ask for all of it: once when the grid is there, again when something was added. */
  async load() {
    const before = this.#pieces ?? new Map();
    try {
      const answer = await fetch(this.address, { credentials: "same-origin", cache: "no-store", headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(`${answer.status}`);
      const { items, may_attach: may } = await answer.json();
      this.#pieces = this.#grouped(items);
      this.#may = new Set(may);
    } catch {
      // Off line: what was known stays, and the panel says that there may be more.
    }
    this.grid.proved(new Set([...before.keys(), ...(this.#pieces?.keys() ?? [])]));
  }

  #grouped(items) {
    const found = new Map();
    for (const item of items) for (const code of item.criteria) found.set(code, [...(found.get(code) ?? []), item]);
    return found;
  }

  /** @param {string} code */
  of(code) {
    return this.#pieces?.get(code) ?? [];
  }

  /** The list and the ways to add to it; the same element as long as the criterion is. @param {{code: string}} criterion */
  draw(criterion) {
    const { code } = criterion;
    if (this.#drawn?.code !== code) this.#drawn = { code, place: el("div", { class: "stack proofs-of" }, el("div"), el("div")) };
    const [list, adding] = this.#drawn.place.children;
    list.replaceChildren(this.#list(code));
    const form = this.#may.has(code) ? this.#adding(code) : null;
    if (adding.firstChild !== form) adding.replaceChildren(...(form ? [form] : []));
    return this.#drawn.place;
  }

  #list(code) {
    const { words } = this.grid;
    if (!this.#pieces) return el("div", { class: "empty" }, icon("offline", "l"), el("p", {}, words.say("no-evidence-here")));
    const found = this.of(code);
    const all = el("p", {}, el("a", { class: "t13", href: `${location.pathname}evidence/?criterion=${encodeURIComponent(code)}` }, words.say("evidence-page")));
    if (!found.length) return el("div", {}, el("p", { class: "muted t13" }, words.say("no-evidence")), all);
    return el("div", {}, el("ul", { class: "files" }, ...found.map((one) => this.#item(one))), all);
  }

  #item(one) {
    const { words } = this.grid;
    const [file] = one.files;
    const said = [one.added_by, words.moment(one.added_at, new Date())];
    if (one.criteria.length > 1) said.push(words.say("serves", { n: one.criteria.length }));
    const given = file && one.may_download && ["clean", "not_asked"].includes(file.state);
    return el(
      "li", {}, icon(SIGNS[one.kind]),
      el("span", { class: "t" },
        el("a", { href: one.url || (given ? file.address : one.address), ...(one.url ? { target: "_blank", rel: "noopener noreferrer nofollow" } : {}) }, one.title),
        one.text ? el("q", {}, one.text) : null, el("small", {}, said.join(" · "))),
      el("a", { class: "btn ghost s sq", href: one.address, title: words.say("evidence-see") }, icon("more", "s"), el("span", { class: "vh" }, `${words.say("evidence-see")} ${one.title}`)),
    );
  }

  // — Adding ————————————————————————————————————————————————————————————————

  #adding(code) {
    if (!this.#forms.has(code)) {
      this.#forms.set(code, el("div", { class: "stack s adding" }, ...KINDS.map((kind) => el(
        "details", { name: "add-evidence" }, el("summary", {}, icon(SIGNS[kind], "s"), this.grid.words.say(`add-${kind}`)), this.#form(code, kind),
      ))));
    }
    return this.#forms.get(code);
  }

  #form(code, kind) {
    const { words } = this.grid;
    const id = (name) => `proof-${kind}-${name}`;
    const field = (name, input) => el("div", { class: "field" }, el("label", { for: id(name) }, words.say(`proof-${name}`)), input);
    const text = (name, more) => field(name, el(more.rows ? "textarea" : "input", { class: "input", id: id(name), name, ...more }));
    const checked = el("label", { class: "check" }, el("input", { type: "checkbox", required: true }), el("span", {}, words.say("proof-checked")));
    const parts = {
      file: () => [this.#file(id), checked],
      link: () => [text("title", { maxlength: 200, required: true }), text("url", { type: "url", maxlength: 500, required: true, placeholder: "https://" })],
      note: () => [text("title", { maxlength: 200, required: true }), text("text", { rows: 3, maxlength: 4_000, required: true }), el("p", { class: "hint" }, words.say("no-patient"))],
    }[kind]();
    const said = el("div", { role: "status" });
    return el(
      "form", { class: "stack s", on: { submit: (event) => this.#submit(event, code, kind, said) } }, ...parts,
      el("p", { class: "actions" }, el("button", { class: "btn s solid" }, words.say(kind === "file" ? "proof-send" : "proof-add"))), said,
    );
  }

  /** A file chosen, or a photograph taken where there is a camera: one input for both, which the button for photographs asks to open the camera. */
  #file(id) {
    const { words } = this.grid;
    const input = el("input", { class: "input", type: "file", id: id("file"), name: "file", required: true });
    const choose = el("div", { class: "field" }, el("label", { for: id("file") }, words.say("proof-file")), input);
    if (!matchMedia("(pointer: coarse)").matches) return choose;
    const shoot = () => {
      input.accept = "image/jpeg,image/png";
      input.setAttribute("capture", "environment");
      input.click();
      input.removeAttribute("capture");
      input.removeAttribute("accept");
    };
    choose.append(el("button", { type: "button", class: "btn s", on: { click: shoot } }, icon("camera", "s"), words.say("proof-shoot")));
    return choose;
  }

  async #submit(event, code, kind, said) {
    event.preventDefault();
    const { words } = this.grid;
    const form = event.target;
    const button = form.querySelector(".actions button");
    const body = new FormData(form);
    body.set("criterion", code);
    body.set("kind", kind);
    button.disabled = true;
    said.replaceChildren(el("p", { class: "t13 muted" }, words.say("proof-sending")));
    const reasons = kind === "file" && body.get("file").size > this.most ? [words.say("proof-too-big")] : await this.#post(body);
    button.disabled = false;
    said.replaceChildren(...reasons.map((one) => el("p", { class: "err" }, icon("alert", "s"), one)));
    if (reasons.length) return;
    form.reset();
    form.closest("details").open = false;
    this.grid.say(words.say("proof-kept"));
    await this.load();
  }

  /** @param {FormData} body @returns {Promise<string[]>} why it was refused; none: kept */
  async #post(body) {
    const { words, settings } = this.grid;
    try {
      const me = await fetch(`${settings.api}me`, { credentials: "same-origin", cache: "no-store" });
      const { csrf_token: token } = await me.json();
      const answer = await fetch(this.address, {
        method: "POST", body, credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE), headers: { "X-CSRFToken": token, Accept: "application/json" },
      });
      if (answer.ok) return [];
      const problem = await answer.json();
      return problem.errors?.length ? problem.errors.map((one) => one.message) : [problem.title];
    } catch {
      return [words.say("proof-failed")];
    }
  }
}
