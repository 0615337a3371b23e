/* <sheet-opener>: a button that opens the dialog beside it; the dialog gives the focus back when it closes. */

class SheetOpener extends HTMLElement {
  connectedCallback() {
    this.life = new AbortController();
    const open = this.querySelector("[data-open]");
    open.hidden = false;
    open.addEventListener("click", () => this.querySelector("dialog").showModal(), { signal: this.life.signal });
  }

  disconnectedCallback() {
    this.life.abort();
  }
}

customElements.define("sheet-opener", SheetOpener);
