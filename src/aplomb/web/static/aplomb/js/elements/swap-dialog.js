/* <swap-dialog>: a dialog that opens when htmx has put something in it. Without scripts, the links that fill it
   lead to a page of their own. */

class SwapDialog extends HTMLElement {
  connectedCallback() {
    this.life = new AbortController();
    const { signal } = this.life;
    const dialog = this.querySelector("dialog");
    this.addEventListener(
      "htmx:afterSwap",
      () => {
        if (!dialog.open) dialog.showModal();
        dialog.scrollTop = 0;
      },
      { signal },
    );
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close(), { signal });
  }

  disconnectedCallback() {
    this.life.abort();
  }
}

customElements.define("swap-dialog", SwapDialog);
