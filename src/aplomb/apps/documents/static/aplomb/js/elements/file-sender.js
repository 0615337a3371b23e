/* <file-sender>: files sent one after the other, each with its progress and, where it is refused, why. The form works
   without it. */

class FileSender extends HTMLElement {
  connectedCallback() {
    this.life = new AbortController();
    const { signal } = this.life;
    this.form = this.querySelector("form");
    this.field = this.form.querySelector("[type=file]");
    this.list = this.form.querySelector(".sending");
    const drop = this.form.querySelector(".drop");
    this.form.addEventListener("submit", (event) => this.submit(event), { signal });
    for (const name of ["dragover", "dragleave", "drop"])
      drop.addEventListener(name, (event) => this.over(event, drop), { signal });
  }

  disconnectedCallback() {
    this.life.abort();
  }

  /** @param {DragEvent} event @param {HTMLElement} drop */
  over(event, drop) {
    event.preventDefault();
    drop.toggleAttribute("data-over", event.type === "dragover");
    if (event.type !== "drop" || !event.dataTransfer?.files.length) return;
    this.field.files = event.dataTransfer.files;
    this.form.querySelector("[name=checked]").focus();
  }

  /** @param {SubmitEvent} event */
  async submit(event) {
    event.preventDefault();
    const button = this.form.querySelector("button");
    button.disabled = true;
    this.list.hidden = false;
    this.list.replaceChildren();
    let refused = false;
    for (const file of this.field.files) refused = !(await this.send(file)) || refused;
    button.disabled = false;
    if (!refused) window.location.reload();
    else this.ended();
  }

  /** Those that were kept are shown by the page anew; what was refused stays before the eyes until then. */
  ended() {
    const again = document.createElement("a");
    again.href = window.location.pathname;
    again.className = "btn";
    again.textContent = this.dataset.next;
    const item = document.createElement("li");
    item.append(again);
    this.list.append(item);
    again.focus();
  }

  /** @param {File} file @returns {Promise<boolean>} whether it was kept */
  async send(file) {
    const item = document.createElement("li");
    const name = document.createElement("span");
    const bar = document.createElement("progress");
    name.textContent = file.name;
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    item.append(name, bar);
    this.list.append(item);
    const reasons = file.size > Number(this.dataset.most) ? [this.dataset.tooBig] : await this.post(file, bar);
    bar.remove();
    const said = document.createElement("span");
    if (!reasons.length) said.textContent = this.dataset.sent;
    item.append(said);
    for (const reason of reasons) {
      const line = document.createElement("p");
      line.textContent = reason;
      item.append(line);
    }
    return !reasons.length;
  }

  /** @param {File} file @param {HTMLProgressElement} bar @returns {Promise<string[]>} why it was refused; none: kept */
  post(file, bar) {
    const body = new FormData(this.form);
    body.set("file", file);
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open("POST", this.form.action);
      request.setRequestHeader("Accept", "application/json");
      request.upload.addEventListener("progress", (event) => {
        if (event.loaded < event.total) bar.value = event.loaded / event.total;
        else bar.removeAttribute("value");
      });
      request.addEventListener("loadend", () => resolve(this.reasons(request)));
      request.send(body);
    });
  }

  /** @param {XMLHttpRequest} request @returns {string[]} */
  reasons(request) {
    try {
      return JSON.parse(request.responseText).refused.flatMap((one) => one.reasons);
    } catch {
      return [this.dataset.failed];
    }
  }
}

customElements.define("file-sender", FileSender);
