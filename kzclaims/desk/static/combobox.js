// A text field with a list of candidates: the combobox pattern of the ARIA Authoring Practices.
//
// Nothing is ever selected before the user selects it. While the field is empty, the digits choose from the list.

let number = 0;

export class Combobox {
  // `find(words)` returns a promise of candidates, {label, details, tag, value}; `choose(value)` is called with one of them.
  constructor(input, { find, choose }) {
    this.input = input;
    this.find = find;
    this.choose = choose;
    this.options = [];
    this.active = -1;
    this.asked = 0;
    this.list = document.createElement("ul");
    this.list.id = `options-${++number}`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", input.labels?.[0]?.textContent ?? input.getAttribute("aria-label") ?? "");
    this.list.className = "options";
    this.list.hidden = true;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", this.list.id);
    input.autocomplete = "off";
    input.after(this.list);
    input.addEventListener("input", () => this.open());
    input.addEventListener("click", () => this.open());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    // Keep the focus in the field, so that its blur doesn't close the list before the click.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const item = event.target.closest("[role=option]");
      if (item) this.take(Number(item.dataset.index));
    });
  }

  open() {
    this.pending = this.ask().finally(() => (this.pending = null));
    return this.pending;
  }

  async ask() {
    const asked = ++this.asked;
    const options = await this.find(this.input.value.trim());
    if (asked !== this.asked || document.activeElement !== this.input) return;
    const chosen = this.options[this.active]?.label;
    this.options = options;
    this.active = -1;
    this.list.replaceChildren(...options.map((one, index) => this.item(one, index)));
    this.list.hidden = !options.length;
    this.input.setAttribute("aria-expanded", String(Boolean(options.length)));
    this.input.removeAttribute("aria-activedescendant");
    const kept = chosen === undefined ? -1 : options.findIndex((one) => one.label === chosen);
    if (kept >= 0) this.activate(kept);
  }

  item(option, index) {
    const item = document.createElement("li");
    item.id = `${this.list.id}-${index}`;
    item.dataset.index = index;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const name = document.createElement("span");
    name.className = "name";
    name.textContent = option.label;
    item.append(name);
    if (index < 9 && !this.input.value) item.dataset.digit = index + 1;
    if (option.tag) {
      const tag = document.createElement("span");
      tag.className = "tag";
      tag.textContent = option.tag;
      item.append(" ", tag);
    }
    if (option.details) {
      const details = document.createElement("span");
      details.className = "details";
      details.textContent = option.details;
      item.append(details);
    }
    return item;
  }

  close() {
    this.asked++;
    this.active = -1;
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const shown = !this.list.hidden;
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (shown) this.activate(this.active + (event.key === "ArrowDown" ? 1 : -1));
      else this.open();
    } else if (event.key === "Enter" && shown && this.active >= 0) {
      this.take(this.active);
    } else if (event.key === "Escape" && shown) {
      this.close();
      event.stopPropagation();
    } else if (digit && !this.input.value && (shown || this.pending)) {
      Promise.resolve(this.pending).then(() => digit <= this.options.length && !this.list.hidden && this.take(digit - 1));
    } else {
      return;
    }
    event.preventDefault();
  }

  activate(index) {
    this.active = (index + this.options.length) % this.options.length;
    for (const [place, item] of [...this.list.children].entries()) {
      item.setAttribute("aria-selected", String(place === this.active));
    }
    const item = this.list.children[this.active];
    item.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", item.id);
  }

  take(index) {
    const { value } = this.options[index];
    this.close();
    this.choose(value);
  }
}
