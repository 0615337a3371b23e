// The rail: families and requirements, with how far each is.

import { bar, el, icon } from "../dom.js";
import { settled } from "../scoring.js";

export class Rail {
  /** @param {import("./score-grid.js").ScoreGrid} grid @param {HTMLElement} place */
  constructor(grid, place) {
    this.grid = grid;
    this.place = place;
    this.links = new Map();
    this.families = new Map();
    place.addEventListener("click", (event) => this.#go(event));
  }

  draw() {
    this.links.clear();
    this.families.clear();
    this.place.replaceChildren(...this.grid.model.families.map((family) => this.#family(family)));
    for (const family of this.grid.model.families) this.refreshFamily(family);
  }

  #family(family) {
    const figure = el("span", { class: "p" });
    const first = family.requirements[0].criteria[0].code;
    const head = el("a", { href: `#c-${first}` }, el("span", { class: "n" }, family.code), el("span", {}, family.title), figure);
    const progress = el("div", { class: "progress" });
    const list = el("ol", { class: "req" }, ...family.requirements.map((one) => this.#requirement(one)));
    const part = el("div", { class: "fam" }, head, progress, list);
    this.families.set(family.code, { head, figure, progress, list });
    return part;
  }

  #requirement(requirement) {
    const figure = el("span", { class: "p" });
    const link = el(
      "a", { href: `#c-${requirement.criteria[0].code}`, "data-code": requirement.code },
      el("span", { class: "n" }, requirement.code), el("span", {}, requirement.title), figure,
    );
    this.links.set(requirement.code, { link, figure });
    return el("li", {}, link);
  }

  /** @param {any} family of the model's data */
  refreshFamily(family) {
    const { model } = this.grid;
    const kept = this.families.get(family.code);
    let [done, asked] = [0, 0];
    for (const { code } of family.requirements) {
      const sum = model.tally(model.requirements.get(code).criteria);
      done += settled(sum);
      asked += sum.asked;
      this.#figure(this.links.get(code).figure, settled(sum), sum.asked);
    }
    kept.figure.textContent = `${done}/${asked}`;
    kept.progress.replaceChildren(bar(asked ? done / asked : 0));
  }

  #figure(place, done, asked) {
    const complete = done === asked;
    place.replaceChildren(complete ? icon("check", "s", this.grid.words.say("complete")) : `${done}/${asked}`);
  }

  /** Show where the current criterion is; only its family is unfolded. @param {import("../grid-model.js").Criterion} criterion */
  mark(criterion) {
    for (const [code, { head, list }] of this.families) {
      const here = code === criterion.family;
      list.hidden = !here;
      head.setAttribute("aria-expanded", String(here));
    }
    for (const [code, { link }] of this.links) {
      if (code === criterion.requirement) {
        link.setAttribute("aria-current", "true");
        link.scrollIntoView({ block: "nearest" });
      } else link.removeAttribute("aria-current");
    }
  }

  #go(event) {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.grid.goTo(decodeURIComponent(link.hash.slice(3)), { focus: true, top: true });
  }
}
