/* <site-search>: the search of the whole site in a dialog, as one types. Ctrl-K opens it, and the links to the page of
   the search, which does the same without scripts. What was visited lately is kept for as long as the tab lives. */

import { el, icon } from "../dom.js";

const KEPT = "aplomb-lately";
const MOST = 6;
const ELSEWHERE = ["/search/", "/notices/"]; // pages that nobody means to come back to

/** @returns {{person: string, places: {url: string, title: string}[]}} */
function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? "null") ?? { person: "", places: [] };
  } catch {
    return { person: "", places: [] }; // storage is closed to us, or holds something else
  }
}

/** @param {string} person @param {{url: string, title: string}[]} places */
function keep(person, places) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ person, places }));
  } catch {
    // storage is closed to us: nothing is remembered
  }
}

class SiteSearch extends HTMLElement {
  connectedCallback() {
    this.life = new AbortController();
    const { signal } = this.life;
    this.dialog = this.querySelector("dialog");
    this.form = this.querySelector("form");
    this.input = this.querySelector("[type=search]");
    this.results = this.querySelector("#find-results");
    this.stale = false; // whether what is shown answers something else than what is typed
    this.remember();
    document.addEventListener("click", (event) => this.clicked(event), { signal });
    document.addEventListener("keydown", (event) => this.shortcut(event), { signal });
    this.input.addEventListener("input", () => this.ask(), { signal });
    this.form.addEventListener("submit", (event) => this.entered(event), { signal });
    this.dialog.addEventListener("keydown", (event) => this.move(event), { signal });
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close(), { signal });
    this.querySelector("[data-close]").addEventListener("click", () => this.dialog.close(), { signal });
    this.results.addEventListener("htmx:afterSwap", () => this.shown(), { signal });
  }

  disconnectedCallback() {
    this.life.abort();
  }

  /** Keep this page among those visited lately, for this person alone. */
  remember() {
    const url = location.pathname;
    const { person, places } = kept();
    this.places = (person === this.dataset.person ? places : []).filter((place) => place.url !== url);
    if (ELSEWHERE.includes(url)) return keep(this.dataset.person, this.places);
    const title = document.title.replace(/ · Aplomb$/, "");
    keep(this.dataset.person, [{ url, title }, ...this.places].slice(0, MOST + 1));
  }

  /** @param {MouseEvent} event */
  clicked(event) {
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!plain || !(event.target instanceof Element) || !event.target.closest("[data-search]")) return;
    event.preventDefault();
    this.open();
  }

  /** @param {KeyboardEvent} event */
  shortcut(event) {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
    if (document.querySelector("dialog[open]")) return;
    event.preventDefault();
    this.open();
  }

  open() {
    const rows = this.places.slice(0, MOST).map((place) =>
      el("li", {}, icon("history"), el("span", { class: "t" }, el("a", { href: place.url }, place.title))),
    );
    this.querySelector("[data-recent] ul").replaceChildren(...rows);
    this.dialog.showModal();
    this.input.select();
    this.ask();
  }

  ask() {
    this.stale = true;
    this.querySelector("[data-recent]").hidden = this.input.value.trim() !== "" || this.places.length === 0;
    this.form.dispatchEvent(new CustomEvent("find"));
  }

  /** Say how many there are, to whoever does not see them. */
  shown() {
    this.stale = false;
    const said = this.querySelector("[role=status]");
    const count = this.results.querySelectorAll("a").length;
    const { one, many, none } = said.dataset;
    said.textContent = count > 1 ? many.replace("{n}", String(count)) : count ? one : none;
  }

  links() {
    return [...this.dialog.querySelectorAll(".found section:not([hidden]) a")];
  }

  /** Enter opens the first; while the answer is awaited, or where nothing is found, the page of the search does. */
  entered(event) {
    const [first] = this.links();
    if (this.stale || !first || !this.input.value.trim()) return;
    event.preventDefault();
    first.click();
  }

  /** @param {KeyboardEvent} event */
  move(event) {
    if (event.key === "Escape") {
      event.preventDefault(); // else the field takes it, to empty itself
      return this.dialog.close();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const stops = [this.input, ...this.links()];
    const next = stops.indexOf(document.activeElement) + step;
    event.preventDefault();
    stops[Math.max(0, Math.min(next, stops.length - 1))].focus();
  }
}

customElements.define("site-search", SiteSearch);
