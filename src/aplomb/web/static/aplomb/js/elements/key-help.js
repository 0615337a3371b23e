/* <key-help>: the list of shortcuts, in a dialog that a button or `?` opens, and where they can be turned off. */

import { keysOn, onKeys, turnKeys } from "../keys.js";

class KeyHelp extends HTMLElement {
  connectedCallback() {
    this.life = new AbortController();
    const { signal } = this.life;
    const dialog = this.querySelector("dialog");
    const open = this.querySelector("[data-open]");
    const on = this.querySelector("[data-keys-on]");
    open.hidden = false;
    on.checked = keysOn();
    open.addEventListener("click", () => dialog.showModal(), { signal });
    this.querySelector("[data-close]").addEventListener("click", () => dialog.close(), { signal });
    on.addEventListener("change", () => turnKeys(on.checked), { signal });
    onKeys({ "?": () => dialog.showModal() }, signal);
  }

  disconnectedCallback() {
    this.life.abort();
  }
}

customElements.define("key-help", KeyHelp);
