/* <plan-board>: cards are dragged from column to column. What a card may do is what its own menu offers: a drop
   presses the menu's button, or follows its link where words are asked for. Without scripts the menu is all. */

class PlanBoard extends HTMLElement {
  connectedCallback() {
    this.life = new AbortController();
    const { signal } = this.life;
    for (const card of this.querySelectorAll(".card")) {
      if (card.querySelector("[data-column]")) card.draggable = true;
    }
    this.addEventListener("dragstart", (event) => this.lift(event), { signal });
    this.addEventListener("dragend", () => this.lay(), { signal });
    this.addEventListener("dragover", (event) => this.hover(event), { signal });
    this.addEventListener("drop", (event) => this.drop(event), { signal });
    this.addEventListener("keydown", (event) => this.close(event), { signal });
    this.addEventListener("focusout", (event) => this.leave(event), { signal });
  }

  disconnectedCallback() {
    this.life.abort();
  }

  lift(event) {
    this.card = event.target.closest(".card");
    if (!this.card) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", this.card.dataset.theme);
    this.card.classList.add("moving");
  }

  lay() {
    this.card?.classList.remove("moving");
    this.card = undefined;
    for (const column of this.querySelectorAll(".col.over")) column.classList.remove("over");
  }

  way(event) {
    const column = event.target.closest(".col");
    return [column, column && this.card?.querySelector(`[data-column="${column.dataset.column}"]`)];
  }

  hover(event) {
    const [column, way] = this.way(event);
    for (const other of this.querySelectorAll(".col.over")) if (other !== column) other.classList.remove("over");
    if (!way) return;
    event.preventDefault();
    column.classList.add("over");
  }

  drop(event) {
    const [, way] = this.way(event);
    if (!way) return;
    event.preventDefault();
    way.click();
    this.lay();
  }

  close(event) {
    const menu = event.key === "Escape" && event.target.closest("details.card-menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  }

  leave(event) {
    const menu = event.target.closest("details.card-menu[open]");
    if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  }
}

customElements.define("plan-board", PlanBoard);
