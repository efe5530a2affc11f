// The desk: the text on one side, its records on the other, and the commands that work on both.

import { Form } from "./form.js";
import { COMMANDS, listenToKeys } from "./commands.js";
import { Model, Refused, title } from "./model.js";
import { Notices } from "./notices.js";
import { Recorded } from "./recorded.js";
import { RecordList } from "./records.js";
import { TextPane } from "./text.js";

const POLL = 2000;
const IDLE = 1500;

class Desk {
  constructor() {
    this.strings = JSON.parse(document.getElementById("strings").textContent);
    this.lang = document.documentElement.lang;
    this.model = new Model();
    this.pane = new TextPane(document.getElementById("text"));
    this.list = new RecordList(this, document.getElementById("records"));
    this.notices = new Notices(this);
    this.recorded = new Recorded(this);
    this.current = null;
    this.form = null;
    this.dates = new Map();
    this.running = Promise.resolve();
    this.menu = document.getElementById("menu");
    this.model.addEventListener("loaded", () => this.show());
    this.model.addEventListener("changed", (event) => this.change(event.detail));
    this.model.addEventListener("sending", () => this.notices.showState());
    this.listen();
  }

  async start() {
    try {
      await this.model.load();
    } catch (error) {
      if (error instanceof Refused && error.answer.choose) location.assign("/desk/open");
      else this.notices.say(error.message, true);
      return;
    }
    setInterval(() => document.hidden || this.model.poll().catch((error) => this.notices.poll(error)), POLL);
  }

  // Draw everything: at the beginning, and when another dossier is opened.
  show() {
    const { state } = this.model;
    document.getElementById("file").textContent = state.name;
    this.form = null;
    this.current = null;
    this.list.show();
    const sources = Object.keys(state.texts);
    this.showSources(sources);
    this.showText(sources.find((key) => state.texts[key]) ?? sources[0]);
    this.notices.showState();
    this.notices.showConflict();
    const wanted = decodeURIComponent(location.hash.slice(1));
    const first = this.model.byKey.get(wanted)?.id ?? this.list.nextDraft(0);
    if (first !== undefined) this.select(first);
    if (state.recovered) this.notices.say(`${this.strings.recovered} ${state.recovered}`);
  }

  showSources(keys) {
    const choice = document.getElementById("source");
    choice.replaceChildren(...keys.map((key) => new Option(this.model.named("sources", key), key)));
    choice.parentElement.hidden = keys.length < 2;
    document.getElementById("no-text").hidden = keys.length > 0;
  }

  showText(source) {
    if (source === undefined) return;
    this.source = source;
    document.getElementById("source").value = source;
    const lang = this.model.find("sources", source)?.fields.lang ?? "";
    this.pane.show(this.model.state.texts[source] ?? "", lang);
    this.markAll();
  }

  markAll() {
    this.pane.mark([...this.model.records.values()].map((one) => [one.id, this.passages(one)]));
  }

  passages(record) {
    return record.passages
      .filter((one) => one.source === this.source)
      .map((one) => ({ start: one.start, end: one.end, style: style(record, one), draft: record.draft !== null }));
  }

  // Draw what a delta has changed, and nothing else.
  change({ changed, removed, texts }) {
    if (texts.includes(this.source)) this.showText(this.source);
    if (texts.length || changed.some((id) => this.model.get(id).type === "sources")) this.showSources(Object.keys(this.model.state.texts));
    if (this.source === undefined) this.showText(Object.keys(this.model.state.texts)[0]);
    const at = this.list.sequence.indexOf(this.current);
    this.list.change({ changed, removed });
    this.pane.mark([...removed.map((id) => [id, []]), ...changed.map((id) => [id, this.passages(this.model.get(id))])]);
    if (removed.includes(this.current)) {
      this.form = null;
      this.current = null;
      this.after = at;
    } else if (this.form) {
      this.form.update();
      if (changed.includes(this.current)) this.showActions();
    }
    this.notices.showState();
    this.notices.showConflict();
    clearTimeout(this.idle);
    if (!this.model.state.checked) this.idle = setTimeout(() => this.check(), IDLE);
  }

  check() {
    if (!this.model.waiting && !this.model.state.checked) this.model.check().catch(() => {});
  }

  // Make a record the current one: open its form, mark its passages.
  select(id, { scroll = true, from = "list" } = {}) {
    if (id === undefined || !this.model.get(id)) return;
    if (id !== this.current) {
      this.form?.flush();
      this.close();
      this.current = id;
      const item = this.list.open(id);
      const details = item.querySelector(".details");
      details.hidden = false;
      item.classList.add("current");
      item.querySelector(".summary").setAttribute("aria-expanded", "true");
      details.append(document.getElementById("actions").content.cloneNode(true));
      this.form = new Form(this, id);
      details.querySelector(".place").append(this.form.element);
      this.showActions();
      const record = this.model.get(id);
      const source = record.passages[0]?.source;
      if (source && source !== this.source && source in this.model.state.texts) this.showText(source);
      history.replaceState(null, "", `#${encodeURIComponent(`${record.type}/${record.key}`)}`);
    }
    this.pane.emphasise(id, from !== "text");
    if (scroll) this.list.reveal(id);
  }

  close() {
    const item = this.current === null ? null : this.list.open(this.current);
    this.form = null;
    this.current = null;
    if (!item) return;
    item.classList.remove("current");
    item.querySelector(".summary").setAttribute("aria-expanded", "false");
    item.querySelector(".details").replaceChildren();
    item.querySelector(".details").hidden = true;
  }

  // Show what can be done with the current record, and what to check.
  showActions() {
    const record = this.model.get(this.current);
    const item = this.list.open(this.current);
    const drafted = record.draft !== null;
    for (const one of item.querySelectorAll("[data-when]")) {
      one.hidden = !{ draft: drafted, accepted: !drafted, recorded: record.recorded }[one.dataset.when];
    }
    item.querySelector(".reason").textContent = drafted ? this.reason(record) : "";
    const needs = record.needs.map((id) => this.model.get(id)).filter(Boolean);
    item.querySelector(".needs").textContent = needs.length ? `${this.strings.accepts_also} ${needs.map(title).join(", ")}` : "";
    const own = record.problems.filter((one) => !this.form.field(one.field));
    const list = item.querySelector(".others");
    list.replaceChildren(...own.map((one) => Object.assign(document.createElement("li"), { textContent: [one.field, one.message].filter(Boolean).join(": ") })));
    list.hidden = !own.length;
  }

  reason(record) {
    if (record.draft.startsWith("speaker open")) return this.strings.check_open;
    if (record.type === "people" && record.draft.startsWith("new person")) return this.strings.check_person;
    return { statements: this.strings.check_statement, events: this.strings.check_event }[record.type] ?? record.draft;
  }

  // Send edits. What is refused is shown next to its field by `refused`, or as a notice.
  async edit(edits, refused) {
    if (this.leaving) return this.model.sendLast(edits);
    try {
      return await this.model.edit(edits);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (refused) refused(error);
      else this.notices.say(error.answer.error, true, error.answer.hints);
      return null;
    }
  }

  async add(edit) {
    const delta = await this.edit([edit]);
    if (!delta) return null;
    const id = delta.added[0];
    this.select(id);
    return id;
  }

  // Leave the field that has the focus, so that the keys are commands again.
  leave() {
    const words = this.pane.root;
    const here = document.activeElement;
    if (this.selecting || here === document.body) words.focus({ preventScroll: true });
    else if (this.current !== null) this.list.open(this.current).querySelector(".summary").focus({ preventScroll: true });
    this.selecting = false;
  }

  async candidates(types, words, near) {
    const query = new URLSearchParams({ type: types.replaceAll(" ", ","), q: words, near });
    const { candidates: found } = await this.model.request(`suggest?${query}`).catch(() => ({ candidates: [] }));
    const options = found.map((one) => ({
      label: one.name,
      details: one.details.join(" · "),
      tag: this.strings.where[one.where],
      value: { name: one.name, value: one.key ? { key: one.key } : { name: one.name, lang: one.lang }, more: types.includes(" ") ? { type: one.type } : {} },
    }));
    if (words && !found.some((one) => one.name === words)) {
      for (const type of types.split(" ").filter((one) => one in this.strings.new_record && one !== "sources")) {
        const more = types.includes(" ") ? { type } : {};
        options.push({ label: words, tag: this.strings.new, details: this.strings.new_record[type], value: { name: words, value: { name: words }, more } });
      }
    }
    return options;
  }

  async readDate(words) {
    const key = `${this.source} ${words}`;
    if (!this.dates.has(key)) {
      const query = new URLSearchParams({ text: words, source: this.source ?? "" });
      this.dates.set(key, this.model.request(`date?${query}`));
    }
    return this.dates.get(key);
  }

  describeDate({ edtf, earliest, latest }) {
    if (!earliest && !latest) return edtf;
    const format = new Intl.DateTimeFormat(this.lang, { dateStyle: "full", timeZone: "UTC" });
    const day = (one) => (one ? format.format(new Date(`${one}T00:00:00Z`)) : "…");
    const days = earliest === latest ? day(earliest) : `${day(earliest)} – ${day(latest)}`;
    return `${edtf} = ${days}`;
  }

  emptyPart(record, path) {
    const lang = record.fields.lang ?? this.model.find("sources", this.source)?.fields.lang ?? "ru";
    const source = this.source ?? "";
    return {
      names: { lang },
      roles: { lang },
      translations: { lang: lang === "en" ? "ru" : "en" },
      appearances: { source },
      citations: { source },
    }[path];
  }

  run(command, event) {
    // One after the other: a command may need what the one before it has added.
    this.running = this.running.then(() => COMMANDS[command](this, event)).catch((error) => this.notices.say(error.message, true));
    return this.running;
  }

  showMenu() {
    const selected = this.pane.selected();
    this.menu.hidden = !selected;
    if (!selected) return;
    const statement = this.model.get(this.current)?.type === "statements";
    for (const one of this.menu.querySelectorAll("[data-for=statement]")) one.disabled = !statement;
    const { width, height } = this.menu.getBoundingClientRect();
    const { left, bottom, top } = selected.rect;
    const below = bottom + 8 + height < window.innerHeight;
    this.menu.style.left = `${Math.max(8, Math.min(left, window.innerWidth - width - 8))}px`;
    this.menu.style.top = `${Math.max(8, below ? bottom + 8 : top - height - 8)}px`;
  }

  hideMenu() {
    if (this.menu.contains(document.activeElement)) this.pane.root.focus({ preventScroll: true });
    this.menu.hidden = true;
  }

  listen() {
    listenToKeys(this);
    let timer;
    document.addEventListener("selectionchange", () => {
      clearTimeout(timer);
      timer = setTimeout(() => this.showMenu(), 120);
    });
    this.menu.addEventListener("pointerdown", (event) => event.preventDefault());
    document.addEventListener("click", (event) => this.click(event));
    document.getElementById("source").addEventListener("change", (event) => this.showText(event.target.value));
    window.addEventListener("pagehide", () => {
      this.leaving = true;
      this.form?.flush();
      this.leaving = false;
    });
    window.addEventListener("beforeunload", (event) => this.model.connected || event.preventDefault());
  }

  click(event) {
    const { target } = event;
    const button = target.closest("[data-command]");
    if (button) {
      this.run(button.dataset.command, event);
      return;
    }
    const mark = target.closest("#text mark");
    if (mark && document.getSelection().isCollapsed) {
      // Another click on the same words selects the next of the records that they belong to.
      const ids = mark.dataset.ids.split(" ");
      this.select(ids[(ids.indexOf(this.current) + 1) % ids.length], { from: "text" });
      return;
    }
    const summary = target.closest("#records .summary");
    if (summary) {
      const { id } = summary.closest("[data-id]").dataset;
      if (id === this.current) this.close();
      else this.select(id);
    }
  }
}

function style(record, passage) {
  if (passage.field.endsWith("attribution")) return "attribution";
  return record.type === "statements" ? (record.fields.kind ?? "indirect") : "event";
}

new Desk().start();
