/* <referential-reader>: a referential read by keyboard; <criteria-list>: the part of it that a search replaces.

   The page works without them: they move from criterion to criterion, open guidance, and show in the rail where
   the reader is. */

import { onKeys } from "../keys.js";

class ReferentialReader extends HTMLElement {
  connectedCallback() {
    this.life = new AbortController();
    const { signal } = this.life;
    this.search = this.querySelector("input[type=search]");
    this.openAll = this.querySelector("[data-open-all]");
    const print = this.querySelector("[data-print]");
    this.openAll.hidden = print.hidden = false;
    this.openAll.addEventListener("click", () => this.toggleAll(), { signal });
    print.addEventListener("click", () => window.print(), { signal });
    this.search.addEventListener("keydown", (event) => this.fromSearch(event), { signal });
    window.addEventListener("hashchange", () => this.showTarget(), { signal });
    for (const failure of ["htmx:sendError", "htmx:responseError"]) {
      this.addEventListener(failure, () => this.sayFailed(), { signal });
    }
    // Browsers without ::details-content print closed guidance closed: open it for the time of printing.
    window.addEventListener("beforeprint", () => this.beforePrint(), { signal });
    window.addEventListener("afterprint", () => this.afterPrint(), { signal });
    onKeys(
      {
        "/": () => this.toSearch(),
        j: () => this.move(1),
        k: () => this.move(-1),
        ArrowDown: () => this.current !== null && this.move(1),
        ArrowUp: () => this.current !== null && this.move(-1),
        o: () => this.toggle(),
        O: () => this.toggleAll(),
      },
      signal,
    );
    this.showTarget();
  }

  disconnectedCallback() {
    this.life.abort();
  }

  get criteria() {
    return [...this.querySelectorAll(".criterion")];
  }

  /** The criterion that holds the focus, if one does. */
  get current() {
    return document.activeElement?.closest(".criterion") ?? null;
  }

  get all() {
    return this.openAll.getAttribute("aria-pressed") === "true";
  }

  toSearch() {
    this.search.focus();
    this.search.select();
  }

  /** @param {KeyboardEvent} event */
  fromSearch(event) {
    if (event.key === "ArrowDown") this.move(1);
    else if (event.key === "Escape" && !this.search.value) this.search.blur();
    else return;
    event.preventDefault();
  }

  /**
   * Go to the next or the previous criterion; from nowhere, to the first that can be seen.
   * @param {1 | -1} step
   */
  move(step) {
    const all = this.criteria;
    const here = all.indexOf(this.current);
    const target = here < 0 ? all.find((item) => item.getBoundingClientRect().bottom > this.top()) : all[here + step];
    if (!target) return;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "nearest" });
  }

  /** Where the page begins to be seen: under the bar that sticks to the top. */
  top() {
    return this.querySelector(".finder").getBoundingClientRect().bottom;
  }

  toggle() {
    const details = this.current?.querySelector("details");
    if (!details) return false;
    details.open = !details.open;
    return true;
  }

  toggleAll() {
    const open = !this.all;
    this.openAll.setAttribute("aria-pressed", String(open));
    this.querySelector("criteria-list").show(open);
  }

  beforePrint() {
    this.closed = [...this.querySelectorAll("criteria-list details:not([open])")];
    for (const details of this.closed) details.open = true;
  }

  afterPrint() {
    for (const details of this.closed ?? []) details.open = false;
  }

  /** The list stays as it was; where its count stands, and is read aloud, the page says so. */
  sayFailed() {
    document.getElementById("count").textContent = this.dataset.failed;
  }

  /** A criterion that the address names shows its guidance. */
  showTarget() {
    const target = document.getElementById(location.hash.slice(1));
    const details = target?.matches(".criterion") && target.querySelector("details");
    if (details) details.open = true;
  }
}

class CriteriaList extends HTMLElement {
  connectedCallback() {
    if (this.closest("referential-reader")?.all) this.show(true);
    this.watch = new IntersectionObserver(() => this.markPlace(), { rootMargin: "-20% 0px -70% 0px" });
    for (const section of this.sections) this.watch.observe(section);
  }

  disconnectedCallback() {
    this.watch.disconnect();
  }

  /** The requirements, then the other parts of the page. */
  get sections() {
    return [...this.querySelectorAll(".requirement"), ...(this.parentElement?.querySelectorAll(".part") ?? [])];
  }

  /** @param {boolean} open */
  show(open) {
    for (const details of this.querySelectorAll("details")) details.open = open;
  }

  /** The rail shows the requirement that is being read, and its thread comes down to it. */
  markPlace() {
    const line = innerHeight * 0.3;
    const here = this.sections.findLast((section) => section.getBoundingClientRect().top <= line);
    const rail = document.getElementById("rail");
    if (!rail) return;
    for (const link of rail.querySelectorAll("a")) {
      if (here && link.hash === `#${here.id}`) {
        if (link.ariaCurrent === "true") continue;
        link.ariaCurrent = "true";
        this.bringIntoRail(rail, link);
      } else link.removeAttribute("aria-current");
    }
  }

  /**
   * Scroll the rail, and nothing else, so that its current line can be seen.
   * @param {HTMLElement} rail
   * @param {HTMLElement} link
   */
  bringIntoRail(rail, link) {
    const [inside, box] = [link.getBoundingClientRect(), rail.getBoundingClientRect()];
    if (inside.top < box.top || inside.bottom > box.bottom) rail.scrollTop += inside.top - box.top - box.height / 3;
  }
}

customElements.define("referential-reader", ReferentialReader);
customElements.define("criteria-list", CriteriaList);
