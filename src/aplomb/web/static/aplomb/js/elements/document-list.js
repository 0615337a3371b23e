/* <document-list>: the inventory by keyboard; it works without. Arrows or J and K go from line to line, E opens
   the line's form, X ticks it; in a form, Escape closes it and Ctrl + Enter records. */

import { onKeys } from "../keys.js";

class DocumentList extends HTMLElement {
  connectedCallback() {
    this.life = new AbortController();
    const { signal } = this.life;
    onKeys(
      {
        j: () => this.move(1),
        k: () => this.move(-1),
        ArrowDown: () => this.current !== null && this.move(1),
        ArrowUp: () => this.current !== null && this.move(-1),
        e: () => this.edit(),
        x: () => this.tick(),
      },
      signal,
    );
    this.addEventListener("keydown", (event) => this.inForm(event), { signal });
    this.addEventListener("change", (event) => this.ticked(event), { signal });
    this.addEventListener("htmx:beforeSwap", (event) => this.swapBoth(event), { signal });
    this.addEventListener("htmx:beforeSwap", () => this.keepTyped(), { signal });
    this.addEventListener("htmx:afterSwap", () => this.putTypedBack(), { signal });
    this.addEventListener("htmx:afterSettle", (event) => this.settled(event), { signal });
    this.offerAll();
  }

  disconnectedCallback() {
    this.life.abort();
  }

  get rows() {
    return [...this.querySelectorAll("tr.doc")];
  }

  /** The line that holds the focus. */
  get current() {
    return document.activeElement?.closest("tr.doc") ?? null;
  }

  /** @param {1 | -1} step */
  move(step) {
    const rows = this.rows;
    const here = rows.indexOf(this.current);
    const target = here < 0 ? rows[0] : rows[here + step];
    if (!target) return false;
    this.enter(target);
    return true;
  }

  /** @param {Element} row */
  enter(row) {
    const first = row.querySelector("[data-edit], [name=line], a, input:not([type=hidden])");
    first?.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  edit() {
    const link = this.current?.querySelector("[data-edit]");
    link?.click();
    return Boolean(link);
  }

  tick() {
    const box = this.current?.querySelector("[name=line]");
    if (!box) return false;
    box.checked = !box.checked;
    this.count();
    return true;
  }

  /** @param {KeyboardEvent} event */
  inForm(event) {
    const form = event.target.closest(".doc-form");
    if (!form) return;
    if (event.key === "Escape") form.querySelector("[data-cancel]").click();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    else return;
    event.preventDefault();
  }

  /** A line that somebody else changed comes back with both versions: it is an answer to show. @param {Event} event */
  swapBoth(event) {
    if (event.detail.xhr.status === 409) event.detail.shouldSwap = true;
  }

  get search() {
    return this.querySelector("#doc-search");
  }

  /** The search comes back with the list, as it was when the list was asked for: what was typed since is kept. */
  keepTyped() {
    const { search } = this;
    this.typed = search === document.activeElement ? [search.value, search.selectionStart, search.selectionEnd] : null;
  }

  putTypedBack() {
    if (!this.typed || !this.search) return;
    const [value, ...selection] = this.typed;
    this.typed = null;
    this.search.value = value;
    this.search.setSelectionRange(...selection);
  }

  /** Ask again where the list that came is not that of the words now in the search. */
  askForTyped() {
    const { search } = this;
    if (search && search.value.trim() !== search.defaultValue.trim()) {
      search.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  /** @param {Event} event */
  ticked(event) {
    const all = event.target.closest("[data-all]");
    if (all) for (const box of this.querySelectorAll("[name=line]")) box.checked = event.target.checked;
    if (all || event.target.name === "line") this.count();
  }

  /** Say how many lines are ticked. */
  count() {
    const place = this.querySelector("[data-count]");
    if (!place) return;
    place.dataset.first ??= place.textContent;
    const ticked = this.querySelectorAll("[name=line]:checked").length;
    place.textContent = ticked ? `${place.dataset.first} ${ticked}` : place.dataset.first;
  }

  offerAll() {
    const all = this.querySelector("[data-all]");
    if (all) all.hidden = false;
  }

  /** After a swap: into the form that has come, to its first fault, or back to the line that was recorded. @param {Event} event */
  settled(event) {
    this.offerAll();
    this.askForTyped();
    const fault = this.querySelector(".doc-form [aria-invalid=true], .doc-form [role=alert]");
    if (fault) {
      fault.focus();
      return;
    }
    const form = this.querySelector("tr.editing .doc-form");
    if (form && !form.contains(document.activeElement)) {
      form.querySelector("input:checked, input:not([type=hidden]), select")?.focus();
      return;
    }
    if (event.target.id === "inventory" || event.detail?.target?.id === "inventory") this.afterRecording();
  }

  afterRecording() {
    if (document.activeElement && document.activeElement !== document.body) return;
    const row = this.querySelector("[data-focus]") ?? this.rows[this.place ?? 0];
    if (row) this.enter(row);
  }
}

customElements.define("document-list", DocumentList);
