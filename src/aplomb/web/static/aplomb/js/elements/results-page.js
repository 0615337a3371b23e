/* <results-page>: comfort on pages that work without it: choices that apply at once, tables opened for printing,
   a report that downloads itself once it is made. */

class ResultsPage extends HTMLElement {
  connectedCallback() {
    this.life = new AbortController();
    const { signal } = this.life;
    const print = this.querySelector("[data-print]");
    if (print) {
      print.hidden = false;
      print.addEventListener("click", () => window.print(), { signal });
    }
    for (const select of this.querySelectorAll("[data-submit]")) {
      select.form.querySelector("button").hidden = true;
      select.addEventListener("change", () => select.form.requestSubmit(), { signal });
    }
    const all = this.querySelector("[data-all]");
    if (all) this.offerAll(all, signal);
    this.addEventListener("htmx:afterSwap", (event) => this.fetched(event.target), { signal });
    // Browsers without ::details-content print closed tables closed: open them for the time of printing.
    window.addEventListener("beforeprint", () => this.unfold(true), { signal });
    window.addEventListener("afterprint", () => this.unfold(false), { signal });
  }

  disconnectedCallback() {
    this.life.abort();
  }

  /** A report that was asked for here goes to the person as soon as it is ready. @param {Element} swapped */
  fetched(swapped) {
    const state = swapped.closest(".report-state") ?? document.getElementById(swapped.id);
    if (!state?.matches(".report-state")) return;
    if (state.hasAttribute("hx-get")) this.waiting = true;
    const link = state.querySelector("a[href]");
    if (link && this.waiting) {
      this.waiting = false;
      link.focus();
      link.click();
    }
  }

  /** @param {HTMLElement} all @param {AbortSignal} signal */
  offerAll(all, signal) {
    all.hidden = false;
    const box = all.querySelector("input");
    box.addEventListener(
      "change",
      () => {
        for (const one of all.closest("section").querySelectorAll("[name=take]")) one.checked = box.checked;
      },
      { signal },
    );
  }

  /** @param {boolean} printing */
  unfold(printing) {
    for (const details of this.querySelectorAll("details.alt, details.fold")) {
      if (printing) {
        details.dataset.was = String(details.open);
        details.open = true;
      } else {
        details.open = details.dataset.was === "true";
      }
    }
  }
}

customElements.define("results-page", ResultsPage);
