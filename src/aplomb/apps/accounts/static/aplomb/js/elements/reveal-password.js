/* <reveal-password>: a button that shows what is typed in a password field, and hides it again. */

class RevealPassword extends HTMLElement {
  connectedCallback() {
    this.life = new AbortController();
    const field = this.querySelector("input");
    const button = this.querySelector("button");
    button.hidden = false;
    const show = (shown) => {
      field.type = shown ? "text" : "password";
      button.setAttribute("aria-pressed", String(shown));
      button.textContent = shown ? button.dataset.hide : button.dataset.show;
    };
    const { signal } = this.life;
    button.addEventListener("click", () => show(field.type === "password"), { signal });
    // Sent hidden, so that no browser keeps it among the words typed in plain fields.
    field.form?.addEventListener("submit", () => show(false), { signal });
  }

  disconnectedCallback() {
    this.life.abort();
  }
}

customElements.define("reveal-password", RevealPassword);
