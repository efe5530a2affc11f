// The state of the open dossier as the server has it, and the edits that are on the way there.
//
// Each edit is sent at once, one after the other. The server answers with what has changed.

const HEADERS = { "Content-Type": "application/json" };

export class Refused extends Error {
  constructor(answer) {
    super(answer.error);
    this.answer = answer;
  }
}

export class Model extends EventTarget {
  constructor() {
    super();
    this.state = null;
    this.records = new Map();
    this.byKey = new Map();
    this.queue = Promise.resolve();
    this.waiting = 0;
    this.connected = true;
  }

  get(id) {
    return this.records.get(id);
  }

  // Return the record of a type with a key, or undefined if the file has none.
  find(type, key) {
    return this.byKey.get(`${type}/${key}`);
  }

  named(type, key) {
    const record = this.find(type, key);
    return record ? title(record) : (key ?? "");
  }

  async load() {
    const state = await this.request("state");
    this.state = state;
    this.records = new Map(state.records.map((one) => [one.id, one]));
    this.byKey = new Map(state.records.map((one) => [`${one.type}/${one.key}`, one]));
    this.dispatchEvent(new Event("loaded"));
  }

  // Take over a delta, and report which records it changed.
  apply(delta) {
    if (!("version" in delta) || delta.version < this.state.version) return;
    if (delta.session !== undefined && delta.session !== this.state.session) {
      this.load();
      return;
    }
    const { changed = [], removed = [], added = [], texts = {}, order, ...rest } = delta;
    for (const id of removed) {
      const record = this.records.get(id);
      this.records.delete(id);
      if (record && this.byKey.get(`${record.type}/${record.key}`) === record) this.byKey.delete(`${record.type}/${record.key}`);
    }
    for (const one of changed) {
      const before = this.records.get(one.id);
      if (before) this.byKey.delete(`${before.type}/${before.key}`);
      this.records.set(one.id, one);
    }
    for (const one of changed) this.byKey.set(`${one.type}/${one.key}`, one);
    if (order) this.state.order = order;
    Object.assign(this.state.texts, texts);
    for (const name of ["version", "saved", "undo", "redo", "open", "problems", "conflict", "checked"]) {
      if (name in rest) this.state[name] = rest[name];
    }
    const detail = { changed: changed.map((one) => one.id), removed, added, reordered: Boolean(order), texts: Object.keys(texts) };
    this.dispatchEvent(new CustomEvent("changed", { detail }));
  }

  // Run one request after the other, so that each has the version that the one before has led to.
  enqueue(work) {
    this.waiting++;
    this.dispatchEvent(new Event("sending"));
    const result = this.queue.then(work).finally(() => {
      this.waiting--;
      this.dispatchEvent(new Event("sending"));
    });
    this.queue = result.catch(() => {});
    return result;
  }

  // Send edits, which are one step to undo, and return the delta. Raise `Refused` if they don't apply.
  edit(edits) {
    return this.send("edit", { edits });
  }

  send(path, body = {}) {
    return this.enqueue(async () => {
      const { session, version } = this.state;
      const delta = await this.request(path, { session, version, ...body });
      this.apply(delta);
      return delta;
    });
  }

  // Send edits while the page is closed. Nobody waits for the answer.
  sendLast(edits) {
    const { session, version } = this.state;
    fetch("/desk/edit", { method: "POST", headers: HEADERS, body: JSON.stringify({ session, version, edits }), keepalive: true });
  }

  // Ask for a complete check. It may take long, and edits don't wait for it.
  async check() {
    const { session, version } = this.state;
    this.apply(await this.request("check", { session, version }));
  }

  // Ask what other windows and programs have changed.
  async poll() {
    if (this.waiting || !this.state) return;
    const { session, version } = this.state;
    const delta = await this.request(`changes?session=${encodeURIComponent(session)}&version=${version}`);
    if (this.waiting) return;
    const conflict = JSON.stringify(this.state.conflict);
    const different = ["saved", "open", "checked"].some((name) => name in delta && delta[name] !== this.state[name]);
    if (delta.version !== version || delta.session !== session || different || JSON.stringify(delta.conflict ?? null) !== conflict) this.apply(delta);
  }

  async request(path, body) {
    let response;
    for (let pause = 500; ; pause = Math.min(2 * pause, 8000)) {
      try {
        const options = body === undefined ? {} : { method: "POST", headers: HEADERS, body: JSON.stringify(body), keepalive: JSON.stringify(body).length < 30000 };
        response = await fetch(`/desk/${path}`, options);
        this.connect(true);
        break;
      } catch (error) {
        if (body === undefined && !path.startsWith("state")) throw error;
        this.connect(false);
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
    const answer = await response.json().catch(() => ({ error: response.statusText }));
    if (!response.ok) {
      if (answer.reload) this.load();
      else if (this.state && "version" in answer) this.apply(answer);
      throw new Refused(answer);
    }
    return answer;
  }

  connect(connected) {
    if (this.connected === connected) return;
    this.connected = connected;
    this.dispatchEvent(new Event("sending"));
  }
}

// Return the words under which a record is shown.
export function title(record) {
  const { text, name, title: printed } = record.fields;
  return String((record.type === "statements" ? text : (name ?? printed)) ?? record.key ?? "");
}

// Return the value at a path, such as "appearances[0].exact".
export function valueAt(fields, path) {
  return steps(path).reduce((value, step) => value?.[step], fields);
}

export function steps(path) {
  return path.match(/[^.[\]]+/g).map((one) => (/^\d+$/.test(one) ? Number(one) : one));
}

export function problemsAt(record, path) {
  return record.problems.filter((one) => one.field === path);
}
