// The list of records, in groups by type. Only the items of changed records are drawn again.

import { title } from "./model.js";

export const TYPES = ["statements", "events", "people", "organizations", "topics", "sources", "reviews"];

export class RecordList {
  constructor(desk, root) {
    this.desk = desk;
    this.root = root;
    this.items = new Map();
    this.lists = Object.fromEntries(TYPES.map((type) => [type, root.querySelector(`#group-${type}`)]));
    this.template = document.getElementById("item");
    this.sequence = [];
  }

  show() {
    this.items.clear();
    const records = [...this.desk.model.records.values()];
    for (const record of records) this.items.set(record.id, this.item(record));
    for (const type of TYPES) this.lists[type].querySelector("ol").replaceChildren();
    this.arrange();
  }

  // Draw changed records, and those that show their names.
  change({ changed, removed }) {
    for (const id of removed) {
      this.items.get(id)?.remove();
      this.items.delete(id);
    }
    const renamed = new Set();
    for (const id of changed) {
      const record = this.desk.model.get(id);
      if (["people", "organizations", "statements"].includes(record.type)) renamed.add(record.key);
      const item = this.items.get(id);
      if (item) this.fill(item, record);
      else this.items.set(id, this.item(record));
    }
    if (renamed.size) {
      for (const [id, item] of this.items) {
        const record = this.desk.model.get(id);
        if (!changed.includes(id) && refersTo(record).some((key) => renamed.has(key))) this.fill(item, record);
      }
    }
    this.arrange();
  }

  // Put the items in order: by place in the text, then as in the file. Items that are in place aren't moved.
  arrange() {
    const order = new Map(this.desk.model.state.order.map((id, index) => [id, index]));
    const sources = Object.keys(this.desk.model.state.texts);
    const sorted = Object.fromEntries(TYPES.map((type) => [type, []]));
    for (const record of this.desk.model.records.values()) {
      const first = record.passages[0];
      const source = first ? sources.indexOf(first.source) : -1;
      sorted[record.type]?.push({ id: record.id, place: first ? [source < 0 ? 1e6 : source, first.start] : [2e6, 0], order: order.get(record.id) ?? 1e9, draft: record.draft !== null });
    }
    this.sequence = [];
    for (const type of TYPES) {
      const all = sorted[type];
      all.sort((one, other) => one.place[0] - other.place[0] || one.place[1] - other.place[1] || one.order - other.order);
      const list = this.lists[type].querySelector("ol");
      let next = list.firstElementChild;
      for (const { id } of all) {
        const item = this.items.get(id);
        if (item === next) next = next.nextElementSibling;
        else list.insertBefore(item, next);
        this.sequence.push(id);
      }
      const drafts = all.filter((one) => one.draft).length;
      const count = drafts ? `${all.length} · ${this.desk.strings.drafts}: ${drafts}` : String(all.length);
      for (const one of this.root.querySelectorAll(`[data-count="${type}"]`)) {
        const link = one.closest("nav a");
        link?.classList.toggle("none", !all.length);
        const shown = link ? String(all.length) : count;
        if (one.textContent !== shown) one.textContent = shown;
      }
      this.lists[type].classList.toggle("empty", !all.length);
    }
  }

  item(record) {
    const item = this.template.content.firstElementChild.cloneNode(true);
    item.dataset.id = record.id;
    this.fill(item, record);
    return item;
  }

  fill(item, record) {
    const { strings } = this.desk;
    item.classList.toggle("drafted", record.draft !== null);
    item.dataset.kind = record.type === "statements" ? record.fields.kind : record.type;
    const words = item.querySelector(".words");
    words.textContent = title(record);
    words.lang = record.fields.lang ?? "";
    item.querySelector(".meta .who").textContent = this.who(record);
    item.querySelector(".meta .what").textContent = this.what(record);
    item.querySelector(".badge.draft").hidden = record.draft === null;
    const errors = record.problems.filter((one) => one.kind !== "remark").length;
    const badge = item.querySelector(".badge.problems");
    badge.hidden = !errors;
    badge.textContent = `${strings.problems}: ${errors}`;
  }

  who(record) {
    const { fields, type } = record;
    const { model, strings } = this.desk;
    if (type === "statements") {
      if (fields.speaker) return model.named("people", fields.speaker);
      if (fields.organization) return model.named("organizations", fields.organization);
      return fields.kind === "editorial" ? strings.own_voice : strings.speaker_open;
    }
    if (type === "sources") return fields.publisher ? model.named("organizations", fields.publisher) : "";
    if (type === "reviews") return fields.statement ? model.named("statements", fields.statement) : "";
    return fields.description ?? "";
  }

  what(record) {
    const { fields, type, key } = record;
    if (type === "statements") return [this.desk.strings.kinds[fields.kind] ?? fields.kind, fields.said].filter(Boolean).join(" · ");
    if (type === "events") return [fields.date, fields.place].filter(Boolean).join(" · ");
    if (type === "sources") return fields.published ?? key;
    return key;
  }

  open(id) {
    return this.items.get(id);
  }

  // Scroll an item into view: all of it, or its beginning if it is higher than the list.
  reveal(id) {
    const seen = this.items.get(id).getBoundingClientRect();
    const list = this.root.getBoundingClientRect();
    const top = this.root.querySelector(".head").getBoundingClientRect().bottom + 8;
    if (seen.top >= top && seen.bottom <= list.bottom) return;
    const down = Math.min(seen.top - top, seen.bottom - list.bottom + 16);
    this.root.scrollTop += seen.top < top ? seen.top - top : down;
  }

  // Return the record that is so many steps after another one, or the first one.
  beside(id, step) {
    const at = this.sequence.indexOf(id);
    if (at < 0) return this.sequence[step > 0 ? 0 : this.sequence.length - 1];
    return this.sequence[Math.min(this.sequence.length - 1, Math.max(0, at + step))];
  }

  // Return the next open draft after a place in the list, from the beginning if there is none.
  nextDraft(place) {
    const drafts = this.sequence.map((id, at) => [id, at]).filter(([id]) => this.desk.model.get(id).draft !== null);
    return (drafts.find(([, at]) => at >= place) ?? drafts[0])?.[0];
  }
}

function refersTo({ fields, type }) {
  if (type === "statements") return [fields.speaker, fields.organization];
  if (type === "sources") return [fields.publisher];
  return type === "reviews" ? [fields.statement] : [];
}
