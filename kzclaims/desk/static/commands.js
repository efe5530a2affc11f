// The commands, and their keys.
//
// A key is known by the Latin letter that it types or, on a keyboard of another script, by its position.

const KEYS = {
  j: "next",
  k: "previous",
  a: "accept",
  e: "edit",
  x: "reject",
  u: "undo",
  "shift+u": "redo",
  s: "statement",
  b: "attribution",
  w: "passage",
  t: "translation",
  d: "date",
  v: "event",
  p: "person",
  o: "organization",
  "ctrl+s": "save",
  "ctrl+z": "undo",
  "ctrl+shift+z": "redo",
  "ctrl+y": "redo",
  "shift+?": "help",
};

const EVERYWHERE = new Set(["save"]);

export function listenToKeys(desk) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") {
      desk.hideMenu();
      desk.leave();
      return;
    }
    const command = KEYS[combination(event)];
    if (!command || (isTyping(event.target) && !EVERYWHERE.has(command))) return;
    event.preventDefault();
    desk.run(command, event);
  });
}

function combination(event) {
  if (event.altKey) return "";
  const letter = /^[a-z]$/i.test(event.key) ? event.key.toLowerCase() : /^Key([A-Z])$/.exec(event.code)?.[1].toLowerCase();
  const name = event.key === "?" || (event.code === "Slash" && event.shiftKey) ? "?" : letter;
  return `${event.ctrlKey || event.metaKey ? "ctrl+" : ""}${event.shiftKey || name === "?" ? "shift+" : ""}${name}`;
}

function isTyping(element) {
  return element.matches("input, textarea, select, [contenteditable]");
}

// Return the selected words as a place in the current source, or say that some must be selected.
function selected(desk) {
  const found = desk.pane.selected();
  if (!found) {
    desk.notices.say(desk.strings.select_first, true);
    return null;
  }
  return { source: desk.source, start: found.start, end: found.end };
}

function statement(desk) {
  const record = desk.model.get(desk.current);
  if (record?.type === "statements") return record;
  desk.notices.say(desk.strings.no_statement, true);
  return null;
}

// Return the number of the appearance in the source whose text is shown.
function appearance(desk, record) {
  const found = (record.fields.appearances ?? []).findIndex((one) => one.source === desk.source);
  return Math.max(0, found);
}

function unselect(desk) {
  document.getSelection().removeAllRanges();
  desk.pane.cursor = null;
  desk.hideMenu();
}

function go(desk, id) {
  desk.select(id);
  if (isTyping(document.activeElement)) document.activeElement.blur();
}

function decide(desk, edit) {
  const record = desk.model.get(desk.current);
  if (!record) return desk.select(desk.list.nextDraft(0));
  if (record.draft === null) {
    desk.notices.say(desk.strings.no_draft);
    return desk.select(desk.list.nextDraft(desk.list.sequence.indexOf(record.id)));
  }
  desk.form.flush();
  const at = desk.list.sequence.indexOf(record.id);
  return desk.edit([edit(record)]).then((delta) => {
    if (!delta) return;
    const next = desk.list.nextDraft(desk.list.sequence.includes(record.id) ? at + 1 : at);
    if (next !== undefined) go(desk, next);
    desk.pane.root.focus({ preventScroll: true });
  });
}

async function addNamed(desk, type) {
  const place = selected(desk);
  if (!place) return;
  const name = desk.pane.words(place.start, place.end);
  const lang = desk.model.find("sources", desk.source)?.fields.lang;
  unselect(desk);
  const id = await desk.add({ op: "add", type, fields: lang ? { name, lang } : { name } });
  if (id) desk.form.focus("name").input.select();
}

async function step(desk, path) {
  desk.form?.flush();
  try {
    const delta = await desk.model.send(path);
    if (delta.focus) go(desk, delta.focus);
  } catch (error) {
    desk.notices.say(error.message, true);
  }
}

export const COMMANDS = {
  next: (desk) => go(desk, desk.list.beside(desk.current, 1)),
  previous: (desk) => go(desk, desk.list.beside(desk.current, -1)),
  accept: (desk) => decide(desk, ({ id }) => ({ op: "accept", id, also: true })),
  reject: (desk) => decide(desk, ({ id }) => ({ op: "reject", id })),
  undo: (desk) => step(desk, "undo"),
  redo: (desk) => step(desk, "redo"),
  save: (desk) => desk.notices.save(),
  help: () => document.getElementById("help").showModal(),
  conflict: (desk, event) => desk.notices.resolve(event.target.closest("[data-take]").dataset.take),
  history: (desk) => desk.recorded.open(desk.model.get(desk.current)),

  edit(desk) {
    if (!desk.form) return;
    const record = desk.model.get(desk.current);
    desk.selecting = false;
    if (record.type === "statements" && !record.fields.speaker && record.fields.kind !== "editorial") desk.form.focus("speaker").open();
    else if (!desk.form.focusProblem()) desk.form.focus(record.type === "statements" ? "text" : desk.form.fields[0].path);
  },

  remove(desk) {
    desk.edit([{ op: "delete", id: desk.current }]).then((delta) => delta && desk.notices.say(desk.strings.deleted));
  },

  async statement(desk) {
    const place = selected(desk);
    if (!place) return;
    unselect(desk);
    await desk.add({ op: "add", type: "statements", ...place });
  },

  async event(desk) {
    const place = selected(desk);
    if (!place) return;
    unselect(desk);
    await desk.add({ op: "add", type: "events", ...place });
  },

  // Record how the source names the speaker of the current statement, then offer the candidates for the speaker.
  async attribution(desk) {
    const place = selected(desk);
    const record = place && statement(desk);
    if (!record) return;
    unselect(desk);
    const done = desk.edit([{ op: "set", id: record.id, field: `appearances[${appearance(desk, record)}].attribution`, value: place }]);
    if (record.fields.speaker) return done;
    // The field has the focus at once, so that a digit typed before the answer is not lost.
    desk.selecting = true;
    const speaker = desk.form.focus("speaker");
    speaker.combobox.pending = done.then(() => speaker.open());
    return done;
  },

  // Take the selected words as the passage of the current record.
  async passage(desk) {
    const place = selected(desk);
    const record = desk.model.get(desk.current);
    if (!place || !record || !["statements", "events"].includes(record.type)) return;
    unselect(desk);
    const { fields, id } = record;
    if (record.type === "events") {
      await desk.edit([{ op: "set", id, field: "citations[0].exact", value: place }]);
      return;
    }
    const at = appearance(desk, record);
    const edits = [{ op: "set", id, field: `appearances[${at}].exact`, value: place }];
    if (fields.text === (fields.appearances?.[at]?.exact ?? fields.text)) edits.push({ op: "set", id, field: "text", value: desk.pane.words(place.start, place.end) });
    await desk.edit(edits);
  },

  async translation(desk) {
    const place = selected(desk);
    const record = place && statement(desk);
    if (!record) return;
    unselect(desk);
    const lang = desk.model.find("sources", desk.source)?.fields.lang ?? "";
    const text = desk.pane.words(place.start, place.end);
    const index = (record.fields.translations ?? []).length;
    const value = { lang, text, translator: desk.model.named("sources", desk.source) };
    if (await desk.edit([{ op: "insert", id: record.id, field: "translations", value }])) desk.form.focus(`translations[${index}].lang`);
  },

  // Read the selected words as the date of the current statement or event.
  async date(desk) {
    const place = selected(desk);
    const record = desk.model.get(desk.current);
    const field = { statements: "said", events: "date" }[record?.type];
    if (!place || !field) return;
    unselect(desk);
    const words = desk.pane.words(place.start, place.end);
    const found = await desk.readDate(words);
    if (!found.edtf) {
      desk.notices.say(`${words}: ${found.problem}`, true);
      return;
    }
    const edits = [{ op: "set", id: record.id, field, value: found.edtf }];
    if (field === "date") {
      edits.push({ op: "set", id: record.id, field: "date_text", value: place });
      if (found.note) edits.push({ op: "set", id: record.id, field: "date_note", value: found.note });
    }
    await desk.edit(edits);
  },

  person: (desk) => addNamed(desk, "people"),
  organization: (desk) => addNamed(desk, "organizations"),

  // Ask for the name of a record that has no place in the text, and add it.
  add(desk, event) {
    const { type } = event.target.closest("[data-type]").dataset;
    const dialog = document.getElementById("new");
    const input = dialog.querySelector("input");
    dialog.querySelector("h2").textContent = desk.strings.new_record[type];
    input.value = "";
    dialog.onclose = async () => {
      const name = input.value.trim();
      if (dialog.returnValue !== "add" || !name) return;
      const lang = desk.model.find("sources", desk.source)?.fields.lang;
      const field = type === "events" || type === "sources" ? "title" : "name";
      await desk.add({ op: "add", type, fields: { [field]: name, ...(lang && type !== "topics" ? { lang } : {}) } });
    };
    dialog.returnValue = "";
    dialog.showModal();
  },
};
