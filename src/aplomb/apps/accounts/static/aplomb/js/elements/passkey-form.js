/* <passkey-form>: asks the browser for a passkey (`data-action`: create or get) and sends its answer with the form.

   What to ask stands in the page (`data-options`: id of a JSON script) or is fetched from the form's own address.
   The element shows itself only where the browser knows passkeys. */

import { createOptions, getOptions, toJSON } from "../passkey.js";

class PasskeyForm extends HTMLElement {
  connectedCallback() {
    if (!window.PublicKeyCredential || !navigator.credentials) {
      return;
    }
    this.life = new AbortController();
    this.hidden = false;
    this.form = this.querySelector("form");
    this.button = this.querySelector("button[type=button]");
    this.button.addEventListener("click", () => this.ask(), { signal: this.life.signal });
  }

  disconnectedCallback() {
    this.life?.abort();
  }

  async ask() {
    const failed = this.querySelector("[role=alert]");
    this.button.setAttribute("aria-busy", "true");
    failed.hidden = true;
    try {
      const credential = await this.credential(await this.options());
      this.form.elements.namedItem("credential").value = JSON.stringify(toJSON(credential));
      this.form.requestSubmit();
    } catch {
      failed.hidden = false;
      this.button.removeAttribute("aria-busy");
    }
  }

  async options() {
    if (this.dataset.options) {
      return JSON.parse(document.getElementById(this.dataset.options).textContent);
    }
    const answer = await fetch(this.form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) {
      throw new Error(String(answer.status));
    }
    return answer.json();
  }

  credential(options) {
    return this.dataset.action === "create"
      ? navigator.credentials.create(createOptions(options.creation_options))
      : navigator.credentials.get(getOptions(options.request_options));
  }
}

customElements.define("passkey-form", PasskeyForm);
