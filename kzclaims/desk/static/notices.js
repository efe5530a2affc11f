// The state of the file, messages, saving, and changes that other programs made to the file.

import { Refused } from "./model.js";

export class Notices {
  constructor(desk) {
    this.desk = desk;
    this.message = document.getElementById("message");
    this.conflict = document.getElementById("conflict");
    this.dialog = document.getElementById("report");
    document.getElementById("report-overwrite").addEventListener("click", () => {
      this.dialog.close();
      this.save({ overwrite: true, rename: this.rename });
    });
  }

  get state() {
    return this.desk.model.state;
  }

  // Show a message until the next one. Problems are announced at once.
  say(words, urgent = false, hints = []) {
    clearTimeout(this.timer);
    const lines = [words, ...(hints ?? [])].filter(Boolean).map((one) => Object.assign(document.createElement("p"), { textContent: one }));
    this.message.setAttribute("role", urgent ? "alert" : "status");
    this.message.classList.toggle("bad", urgent);
    this.message.replaceChildren(...lines);
    this.message.hidden = false;
    this.timer = setTimeout(() => (this.message.hidden = true), urgent ? 12000 : 6000);
  }

  showState() {
    const { model, strings } = this.desk;
    const { state } = this;
    if (!state) return;
    document.getElementById("content").setAttribute("aria-busy", String(model.waiting > 0));
    const shown = document.getElementById("state");
    const words = !model.connected ? strings.no_connection : model.waiting ? strings.sending : state.saved ? strings.saved : strings.unsaved;
    const name = !model.connected ? "offline" : state.saved ? "saved" : "unsaved";
    if (shown.dataset.state !== name) shown.dataset.state = name;
    // What takes no time is not worth a flicker.
    clearTimeout(this.flicker);
    if (shown.textContent !== words) this.flicker = setTimeout(() => (shown.textContent = words), model.waiting ? 400 : 0);
    document.getElementById("open").textContent = state.open;
    document.getElementById("drafts").classList.toggle("none", !state.open);
    const problems = [...model.records.values()].flatMap((one) => one.problems).filter((one) => one.kind !== "remark").length + state.problems.length;
    document.getElementById("problems").textContent = problems;
    document.getElementById("faults").hidden = !problems;
    for (const name of ["undo", "redo"]) document.querySelector(`.bar [data-command=${name}]`).disabled = !state[name];
    const list = document.getElementById("file-problems");
    list.replaceChildren(...state.problems.map((one) => Object.assign(document.createElement("li"), { textContent: one.message })));
    list.hidden = !state.problems.length;
    document.title = `${state.saved ? "" : "● "}${state.name} · kzclaims`;
  }

  // Show what changed on disk, with the choices.
  showConflict() {
    const { conflict } = this.state;
    this.conflict.hidden = !conflict;
    const shown = JSON.stringify(conflict);
    if (!conflict || shown === this.shown) return;
    this.shown = shown;
    this.conflict.querySelector(".gone").hidden = !conflict.gone;
    this.conflict.querySelector(".changed").hidden = conflict.gone;
    for (const name of ["file", "mine"]) {
      const lines = conflict[name].filter((one) => !/^(---|\+\+\+|@@)/.test(one));
      this.conflict.querySelector(`[data-lines=${name}]`).replaceChildren(...lines.map(difference));
    }
  }

  async resolve(take) {
    try {
      await this.desk.model.enqueue(async () => {
        const { session, version } = this.state;
        this.desk.model.apply(await this.desk.model.request("resolve", { session, version, take }));
      });
      this.say(this.desk.strings.resolved);
    } catch (error) {
      this.say(error.message, true);
    }
  }

  // Write the file and load it. If it can't be loaded, show the first problem next to its field.
  async save(options = {}) {
    const { model, strings } = this.desk;
    this.desk.form?.flush();
    try {
      const { report = [] } = await model.send("save", options);
      this.say(strings.done, false, report);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const problems = [...model.records.values()].flatMap((record) => record.problems.map((one) => ({ ...one, record })));
      const asked = problems.filter((one) => one.kind === "correction" || one.kind === "disagreement" || isRenamed(one));
      if (asked.length && problems.every((one) => one.kind !== "error")) this.ask(asked);
      else this.refuse(error.answer);
    }
  }

  refuse(answer) {
    // The problems are shown next to their fields, or at the top.
    this.say(answer.error, true);
    const { model, list } = this.desk;
    const faulty = list.sequence.find((id) => model.get(id).problems.some((one) => ["error", "renamed"].includes(one.kind)));
    if (faulty === undefined) return;
    this.desk.select(faulty);
    this.desk.form.focusProblem();
  }

  // List what saving would change in the database against a correction or a name, and ask.
  ask(problems) {
    this.rename = problems.filter(isRenamed).map((one) => one.record.key);
    const lines = problems.map(({ record, field, message }) => Object.assign(document.createElement("li"), { textContent: `${record.key}, ${field}: ${message}` }));
    this.dialog.querySelector("ul").replaceChildren(...lines);
    this.dialog.showModal();
  }

  poll(error) {
    if (error instanceof Refused) return;
    this.desk.model.connect(false);
  }
}

// Return true for the problem of a recorded key that the file gives an unrelated name.
function isRenamed({ kind }) {
  return kind === "renamed";
}

function difference(line) {
  const element = document.createElement(line.startsWith("+") ? "ins" : line.startsWith("-") ? "del" : "span");
  element.textContent = `${line}\n`;
  return element;
}
