// The form of the current record. Each field is bound to a path in the record; a change is sent while the user types.

import { Combobox } from "./combobox.js";
import { problemsAt, title, valueAt } from "./model.js";

const PAUSE = 350;
let number = 0;

export class Form {
  constructor(desk, id) {
    this.desk = desk;
    this.id = id;
    this.fields = [];
    const template = document.getElementById(`form-${this.record.type}`);
    this.element = document.createElement("div");
    this.element.className = "form";
    this.element.append(template.content.cloneNode(true));
    this.bind(this.element, "");
    this.update();
  }

  get record() {
    return this.desk.model.get(this.id);
  }

  bind(root, prefix) {
    for (const element of root.querySelectorAll("[data-path]")) {
      if (element.parentElement.closest("[data-path]") && !prefix) continue;
      const path = prefix ? `${prefix}.${element.dataset.path}` : element.dataset.path;
      const Kind = { parts: Parts, ref: Reference, refs: References, date: DateField }[element.dataset.as] ?? Field;
      this.fields.push(new Kind(this, element, path));
    }
  }

  // Show the record as it is now. A field in which the user types is left alone.
  update() {
    for (const one of [...this.fields]) one.update();
  }

  forget(root) {
    this.fields = this.fields.filter((one) => !root.contains(one.element));
  }

  field(path) {
    return this.fields.find((one) => one.path === path);
  }

  // Send what the user has typed but not yet left.
  flush() {
    for (const one of this.fields) one.flush?.();
  }

  focus(path) {
    const found = this.field(path) ?? this.fields[0];
    found.element.closest("details")?.setAttribute("open", "");
    (found.input ?? found.element.querySelector("button")).focus();
    return found;
  }

  focusProblem() {
    const found = this.fields.find((one) => problemsAt(this.record, one.path).length);
    return found ? this.focus(found.path) : null;
  }
}

class Field {
  constructor(form, element, path) {
    Object.assign(this, { form, element, path });
    this.problem = element.querySelector(":scope > .problem");
    this.problem.id = `problem-${++number}`;
    this.input = element.querySelector(":scope > input, :scope > textarea, :scope > select");
    if (!this.input) return;
    const label = element.querySelector("label");
    this.input.id = `field-${number}`;
    label.htmlFor = this.input.id;
    const hint = element.querySelector(".hint");
    if (hint) hint.id = `hint-${number}`;
    this.described = [this.problem.id, hint?.id].filter(Boolean).join(" ");
    this.input.setAttribute("aria-describedby", this.described);
    this.listen();
  }

  get desk() {
    return this.form.desk;
  }

  get value() {
    return this.path === "key" ? this.form.record.key : valueAt(this.form.record.fields, this.path);
  }

  listen() {
    this.input.addEventListener("input", () => {
      this.typed = true;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.flush(), this.input.tagName === "SELECT" ? 0 : PAUSE);
      this.fit();
    });
    this.input.addEventListener("blur", () => {
      this.flush();
      this.update();
    });
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && this.input.tagName === "INPUT" && !event.defaultPrevented) this.desk.leave();
    });
  }

  async flush() {
    clearTimeout(this.timer);
    if (!this.typed) return;
    this.typed = false;
    await this.send(this.input.value);
  }

  async send(value) {
    if (value === String(this.value ?? "")) return;
    const edit = this.path === "key" ? { op: "rename", id: this.form.id, key: value } : { op: "set", id: this.form.id, field: this.path, value: value || null };
    if (this.path === "key" && !value) return;
    await this.desk.edit([edit], (error) => this.refuse(error));
  }

  // Show why an edit was refused, next to the words that the user typed.
  refuse(error) {
    const { answer } = error;
    const theirs = answer.changed?.some((one) => one.id === this.form.id);
    this.refusal = theirs ? `${this.desk.strings.changed_elsewhere} ${this.value ?? "–"}` : answer.error;
    this.showProblems();
  }

  update() {
    if (this.form.record === undefined) return;
    if (this.input !== document.activeElement && !this.typed && !this.refusal) {
      this.show(this.value);
      this.fit();
    }
    this.showProblems();
  }

  show(value) {
    const text = Array.isArray(value) ? value.join(", ") : String(value ?? "");
    if (this.input.value !== text) this.input.value = text;
  }

  fit() {
    if (this.input?.tagName !== "TEXTAREA") return;
    this.input.rows = Math.min(12, Math.max(2, Math.ceil(this.input.value.length / 48)));
  }

  showProblems() {
    const found = problemsAt(this.form.record, this.path).map((one) => one.message);
    if (this.refusal) found.unshift(this.refusal);
    this.refusal = null;
    const words = found.join("\n");
    if (this.problem.textContent !== words) this.problem.textContent = words;
    this.problem.hidden = !words;
    this.input?.setAttribute("aria-invalid", String(Boolean(words)));
    if (words) this.element.closest("details")?.setAttribute("open", "");
  }
}

// A date, typed as EDTF or in words. The resulting EDTF is shown, recorded, and can be edited.
class DateField extends Field {
  constructor(form, element, path) {
    super(form, element, path);
    this.output = element.querySelector("output");
    this.output.id = `date-${number}`;
    this.input.setAttribute("aria-describedby", `${this.output.id} ${this.described}`);
    this.explain();
  }

  show(value) {
    super.show(value);
    if (value !== this.explained) this.explain();
  }

  async explain() {
    const value = this.value;
    this.explained = value;
    const found = value ? await this.desk.readDate(String(value)).catch(() => null) : null;
    if (this.explained === value) this.output.textContent = found?.edtf ? this.desk.describeDate(found) : "";
  }

  async send(words) {
    if (this.desk.leaving) return super.send(words);
    if (!words.trim()) {
      this.output.textContent = "";
      return super.send("");
    }
    const asked = (this.asked = {});
    const found = await this.desk.readDate(words).catch(() => null);
    if (asked !== this.asked) return;
    if (!found?.edtf) {
      this.output.textContent = "";
      return super.send(words);
    }
    this.output.textContent = this.desk.describeDate(found);
    this.explained = found.edtf;
    const edits = [];
    if (found.edtf !== this.value) edits.push({ op: "set", id: this.form.id, field: this.path, value: found.edtf });
    const inWords = found.edtf !== words.trim();
    if (this.form.record.type === "events" && inWords) {
      if (!this.form.record.fields.date_text) edits.push({ op: "set", id: this.form.id, field: "date_text", value: words.trim() });
      if (found.note) edits.push({ op: "set", id: this.form.id, field: "date_note", value: found.note });
    }
    if (edits.length) await this.desk.edit(edits, (error) => this.refuse(error));
  }
}

// A reference to one record: the field shows its name, and the list the candidates.
class Reference extends Field {
  constructor(form, element, path) {
    super(form, element, path);
    this.combobox = new Combobox(this.input, {
      find: (words) => this.desk.candidates(element.dataset.of, words, this.form.id),
      choose: (value) => this.choose(value),
    });
  }

  listen() {
    this.input.addEventListener("blur", () => {
      if (!this.input.value.trim() && this.value) this.clear();
      this.show(this.value);
    });
  }

  get shown() {
    return this.value ? this.nameOf(this.value) : "";
  }

  nameOf(key) {
    const types = this.element.dataset.of.split(" ");
    const record = types.map((type) => this.desk.model.find(type, key)).find(Boolean);
    return record ? title(record) : String(key);
  }

  show() {
    this.input.value = this.shown;
  }

  clear() {
    return this.desk.edit([{ op: "unset", id: this.form.id, field: this.path }], (error) => this.refuse(error));
  }

  async choose(value) {
    this.input.value = value.name ?? this.nameOf(value.key);
    const done = this.desk.edit([{ op: "person", id: this.form.id, field: this.path, ...value.more, value: value.value }], (error) => this.refuse(error));
    this.chosen();
    await done;
    this.show();
  }

  chosen() {
    this.desk.leave();
  }

  open() {
    this.input.focus();
    return this.combobox.open();
  }
}

// References to several records, each with a button that removes it, and a field that adds another.
class References extends Reference {
  constructor(form, element, path) {
    super(form, element, path);
    element.querySelector(".chips").addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      this.desk.edit([{ op: "unset", id: this.form.id, field: `${this.path}[${button.dataset.index}]` }], (error) => this.refuse(error));
      this.input.focus();
    });
  }

  listen() {
    this.input.addEventListener("blur", () => (this.input.value = ""));
  }

  get shown() {
    return "";
  }

  update() {
    super.update();
    const keys = this.value ?? [];
    const names = keys.map((key) => this.nameOf(key));
    const list = this.element.querySelector(".chips");
    if (JSON.stringify(names) === this.drawn) return;
    this.drawn = JSON.stringify(names);
    list.replaceChildren(
      ...names.map((name, index) => {
        const item = document.createElement("li");
        const words = document.createElement("bdi");
        words.textContent = name;
        const button = document.createElement("button");
        button.type = "button";
        button.dataset.index = index;
        button.textContent = "×";
        button.setAttribute("aria-label", `${this.desk.strings.remove} ${name}`);
        item.append(words, button);
        return item;
      }),
    );
  }

  show() {
    if (this.input !== document.activeElement) this.input.value = "";
  }

  chosen() {
    this.input.value = "";
  }
}

// A list of parts, such as translations, with a group of fields for each.
class Parts extends Field {
  constructor(form, element, path) {
    super(form, element, path);
    this.rows = element.querySelector(".rows");
    const adding = element.querySelector(":scope > .field input.add");
    if (adding) {
      const find = (words) => this.desk.candidates(adding.dataset.of, words, this.form.id);
      new Combobox(adding, { find, choose: (value) => this.refer(adding, value) });
      adding.addEventListener("blur", () => (adding.value = ""));
    }
    element.addEventListener("click", (event) => {
      if (event.target.closest("[data-add]") && event.target.closest("[data-path]") === element) this.add();
      const remove = event.target.closest("[data-remove]");
      if (remove && remove.closest("[data-as=parts]") === element) {
        const index = [...this.rows.children].indexOf(remove.closest(".part"));
        this.desk.edit([{ op: "unset", id: this.form.id, field: `${this.path}[${index}]` }], (error) => this.refuse(error));
      }
    });
  }

  async add() {
    const value = this.desk.emptyPart(this.form.record, this.path);
    await this.desk.edit([{ op: "insert", id: this.form.id, field: this.path, value }], (error) => this.refuse(error));
    this.rows.lastElementChild?.querySelector("input, textarea, select")?.focus();
  }

  // Add a part that refers to a chosen person or organization.
  async refer(input, { value, more }) {
    input.value = "";
    const name = more.type === "organizations" ? "organization" : "person";
    const { id } = this.form;
    const known = { op: "insert", id, field: this.path, value: { [name]: value.key } };
    const added = { op: "person", id, field: `${this.path}[${(this.value ?? []).length}].${name}`, value };
    await this.desk.edit([value.key ? known : added], (error) => this.refuse(error));
  }

  update() {
    const wanted = (this.value ?? []).length;
    while (this.rows.children.length > wanted) {
      this.form.forget(this.rows.lastElementChild);
      this.rows.lastElementChild.remove();
    }
    while (this.rows.children.length < wanted) {
      const index = this.rows.children.length;
      this.rows.append(this.element.querySelector(":scope > template").content.cloneNode(true));
      this.form.bind(this.rows.lastElementChild, `${this.path}[${index}]`);
    }
    // Fields that were just created come after this one in the list and are not updated by the form's own loop.
    for (const one of this.form.fields) if (this.rows.contains(one.element)) one.update();
    this.showProblems();
  }
}
