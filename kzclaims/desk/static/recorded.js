// Corrections of recorded data: statuses, reviews and merges, with the history of the record next to them.
//
// They are written to the database at once, with a reason.

import { Combobox } from "./combobox.js";
import { Refused, title } from "./model.js";

const SINGULAR = { people: "person", organizations: "organization", sources: "source", events: "event", topics: "topic", statements: "statement", reviews: "review" };

const shown = (value) => (value === null || value === undefined ? "–" : typeof value === "object" ? JSON.stringify(value) : String(value));

// Return the keys of the records that were merged into a record and not split off since.
function mergedKeys(changes) {
  const count = new Map();
  for (const { part, what, before, after } of changes) {
    if (part !== "merged_keys") continue;
    const { key } = after ?? before;
    count.set(key, (count.get(key) ?? 0) + (what === "added" ? 1 : -1));
  }
  return [...count].filter(([, times]) => times > 0).map(([key]) => key);
}

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
      find: (words) => desk.candidates("organizations", words, ""),
      // A name that is not recorded is recorded only if the user chooses that.
      choose: ({ value }) => {
        reviewer.value = value.key ?? value.name;
        this.create = value.key ? null : value.name;
      },
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
    const reviews = (record?.reviews ?? []).map((one) => this.review(one));
    this.dialog.querySelector(".reviews").replaceChildren(...reviews);
    const merged = mergedKeys(history.changes);
    const split = this.dialog.querySelector("form[data-path=split]");
    split.hidden = !merged.length;
    split.querySelector("select").replaceChildren(...merged.map((key) => new Option(key, key)));
    this.dialog.querySelector("ol").replaceChildren(...history.changes.map((one) => this.change(one)));
  }

  review({ reviewer, rating, verdict, url }) {
    const item = document.createElement("li");
    const link = Object.assign(document.createElement("a"), { href: url, textContent: rating, rel: "noreferrer", target: "_blank" });
    const shown = this.desk.strings.verdicts[verdict] ?? verdict;
    item.append(Object.assign(document.createElement("b"), { textContent: reviewer.name }), " · ", link, shown ? ` · ${shown}` : "");
    return item;
  }

  change(one) {
    const item = document.createElement("li");
    const line = (words, name) => {
      if (!words) return;
      item.append(Object.assign(document.createElement("span"), { textContent: words, className: name }));
    };
    const time = new Intl.DateTimeFormat(this.desk.lang, { dateStyle: "medium", timeStyle: "short" });
    line([time.format(new Date(one.at)), one.author].filter(Boolean).join(" · "), "quiet");
    line(this.desk.strings.changes[one.what] ?? one.what, "what");
    for (const name of new Set([...Object.keys(one.before ?? {}), ...Object.keys(one.after ?? {})])) {
      line(`${name}: ${shown(one.before?.[name])} → ${shown(one.after?.[name])}`, "values");
    }
    line(one.because, "reason");
    return item;
  }

  async send(form) {
    const body = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]).filter(([, value]) => value));
    const { key, type } = this.record;
    if (form.dataset.path === "merge") Object.assign(body, { keep: key, type: SINGULAR[type] });
    else if (form.dataset.path === "split") body.type = SINGULAR[type];
    else Object.assign(body, { key });
    if (body.reviewer !== undefined && body.reviewer === this.create) body.create = true;
    if (form.dataset.path === "status" && !("status" in body)) body.status = null;
    try {
      await this.desk.model.enqueue(() => this.desk.model.request(`recorded/${form.dataset.path}`, body));
      this.problem.hidden = true;
      form.reset();
      this.desk.notices.say(this.desk.strings.corrected);
      await this.refresh();
    } catch (error) {
      this.fail(error);
    }
  }

  fail(error) {
    if (!(error instanceof Refused)) throw error;
    this.problem.textContent = [error.answer.error, ...(error.answer.hints ?? [])].join("\n");
    this.problem.hidden = false;
    this.problem.scrollIntoView({ block: "nearest" });
  }
}
