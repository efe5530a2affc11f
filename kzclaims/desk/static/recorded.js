// Corrections of recorded data: statuses, reviews and merges, with the history of the record next to them.
//
// They are written to the database at once, with a reason.

import { Combobox } from "./combobox.js";
import { Refused, title } from "./model.js";

const SINGULAR = { people: "person", organizations: "organization", sources: "source", events: "event", topics: "topic", statements: "statement", reviews: "review" };

export class Recorded {
  constructor(desk) {
    this.desk = desk;
    this.dialog = document.getElementById("recorded");
    this.problem = this.dialog.querySelector(".problem");
    for (const form of this.dialog.querySelectorAll("form[data-path]")) {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.send(form);
      });
    }
    const merge = this.dialog.querySelector("[name=other]");
    new Combobox(merge, {
      find: async (words) => (await desk.candidates(this.record.type, words, this.record.id)).filter((one) => one.value.value.key && one.value.value.key !== this.record.key),
      choose: ({ value }) => (merge.value = value.key),
    });
    const reviewer = this.dialog.querySelector("[name=reviewer]");
    new Combobox(reviewer, {
      find: async (words) => (await desk.candidates("organizations", words, "")).filter((one) => one.value.value.key),
      choose: ({ value }) => (reviewer.value = value.key),
    });
  }

  async open(record) {
    this.record = record;
    this.dialog.querySelector("h2").textContent = title(record);
    for (const one of this.dialog.querySelectorAll("[data-types]")) one.hidden = !one.dataset.types.split(" ").includes(record.type);
    for (const form of this.dialog.querySelectorAll("form")) form.reset();
    this.problem.hidden = true;
    this.dialog.querySelector("ol").replaceChildren();
    this.dialog.showModal();
    await this.refresh();
  }

  async refresh() {
    try {
      const query = new URLSearchParams({ type: this.record.type, key: this.record.key });
      this.show(await this.desk.model.request(`recorded?${query}`));
    } catch (error) {
      this.fail(error);
    }
  }

  show({ record, history }) {
    const status = record?.status;
    this.dialog.querySelector("[data-now]").textContent = status ? (this.desk.strings.statuses[status] ?? status) : "";
    const changes = history?.changes ?? history ?? [];
    this.dialog.querySelector("ol").replaceChildren(...changes.map((one) => this.change(one)));
  }

  change(one) {
    const item = document.createElement("li");
    const line = (words, name) => {
      if (!words) return;
      item.append(Object.assign(document.createElement("span"), { textContent: words, className: name }));
    };
    line([one.time ?? one.at ?? one.recorded_at, one.author ?? one.by].filter(Boolean).join(" · "), "quiet");
    line(one.what ?? one.field, "what");
    const shown = (value) => (value === null || value === undefined ? "–" : typeof value === "object" ? JSON.stringify(value) : String(value));
    if ("before" in one || "after" in one) line(`${shown(one.before)} → ${shown(one.after)}`, "values");
    line(one.reason ?? one.because, "reason");
    return item;
  }

  async send(form) {
    const body = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]).filter(([, value]) => value));
    const { key, type } = this.record;
    if (form.dataset.path === "merge") Object.assign(body, { keep: key, type: SINGULAR[type] });
    else Object.assign(body, { key });
    if (form.dataset.path === "status" && !("status" in body)) body.status = null;
    try {
      const done = await this.desk.model.enqueue(() => this.desk.model.request(`recorded/${form.dataset.path}`, body));
      this.problem.hidden = true;
      form.reset();
      this.desk.notices.say(done.done);
      await this.refresh();
    } catch (error) {
      this.fail(error);
    }
  }

  fail(error) {
    if (!(error instanceof Refused)) throw error;
    this.problem.textContent = [error.answer.error, ...(error.answer.hints ?? [])].join("\n");
    this.problem.hidden = false;
  }
}
