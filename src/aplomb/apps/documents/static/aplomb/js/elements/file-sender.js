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
    const refused =
      file.size > Number(this.dataset.most) ? [{ reasons: [this.dataset.tooBig] }] : await this.post(file, bar);
    bar.remove();
    const said = document.createElement("span");
    if (!refused.length) said.textContent = this.dataset.sent;
    item.append(said);
    for (const one of refused) this.tell(one, item);
    return !refused.length;
  }

  /** Why a file is not kept, and what its sender may do about it, as the page without scripts offers it.
   * @param {{reasons: string[], ask?: string, copy?: string}} refused @param {HTMLElement} item */
  tell(refused, item) {
    for (const reason of refused.reasons) {
      const line = document.createElement("p");
      line.textContent = reason;
      item.append(line);
    }
    if (refused.ask) item.append(this.asking(refused.ask));
    if (refused.copy) {
      const link = document.createElement("a");
      link.href = refused.copy;
      link.textContent = this.dataset.copy;
      item.append(link);
    }
  }

  /** @param {string} address @returns {HTMLElement} the form that asks for the release of a false alarm */
  asking(address) {
    // A form inside the sending one would not be one: its fields name the form that stands beside it.
    const form = document.createElement("form");
    form.method = "post";
    form.action = address;
    form.id = `ask-${address.replace(/\D+/g, "-")}`;
    form.hidden = true;
    const token = document.createElement("input");
    token.type = "hidden";
    token.name = "csrfmiddlewaretoken";
    token.value = this.form.querySelector("[name=csrfmiddlewaretoken]").value;
    form.append(token);
    this.append(form);
    const box = document.createElement("div");
    const label = document.createElement("label");
    const field = document.createElement("input");
    const button = document.createElement("button");
    box.className = "deciding";
    label.textContent = this.dataset.askWhy;
    label.htmlFor = field.id = `${form.id}-why`;
    field.className = "input";
    field.name = "reason";
    field.maxLength = 200;
    field.required = true;
    button.className = "btn s";
    button.textContent = this.dataset.ask;
    for (const one of [field, button]) one.setAttribute("form", form.id);
    box.append(label, field, button);
    return box;
  }

  /** @param {File} file @param {HTMLProgressElement} bar @returns {Promise<object[]>} why it was refused; none: kept */
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
      request.addEventListener("loadend", () => resolve(this.refusals(request)));
      request.send(body);
    });
  }

  /** @param {XMLHttpRequest} request @returns {object[]} */
  refusals(request) {
    try {
      const { refused } = JSON.parse(request.responseText);
      return refused.filter((one) => one.reasons.length);
    } catch {
      return [{ reasons: [this.dataset.failed] }];
    }
  }
}

customElements.define("file-sender", FileSender);
