// The text of the source: paragraphs with marked passages, and the words that are selected in it.
//
// Offsets are code points, as everywhere in kzclaims; strings of JavaScript count UTF-16 units. Only this file converts.

const PARAGRAPHS = 10; // in a part of the text
const WORD = /[\p{L}\p{N}\p{M}](?:[\p{L}\p{N}\p{M}]|[-’'.](?=[\p{L}\p{N}]))*/gu;
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1, Home: -1, End: 1 };

export class TextPane {
  constructor(root) {
    this.root = root;
    this.text = "";
    this.blocks = [];
    this.passages = new Map(); // id of a record → its passages
    this.elements = new Map(); // id of a record → its marks
    this.current = null;
    this.cursor = null; // [anchor, focus]: the words at both ends of a selection by keyboard
    root.addEventListener("keydown", (event) => this.move(event));
    root.addEventListener("pointerdown", () => (this.cursor = null));
  }

  // Show another text. The passages are those of no record then.
  show(text, lang) {
    this.text = text;
    this.astral = [...text.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g)].map((found) => found.index);
    this.blocks = [];
    this.passages.clear();
    this.elements.clear();
    this.cursor = null;
    // The browser leaves out what is not visible. It observes each part, so that there are not too many of them.
    const parts = [];
    for (const found of text.matchAll(/[^\n]+/g)) {
      const element = document.createElement("p");
      element.textContent = found[0];
      element.dir = "auto";
      this.blocks.push({ start: found.index, end: found.index + found[0].length, element, ids: new Set() });
      element.dataset.block = this.blocks.length - 1;
      if (this.blocks.length % PARAGRAPHS === 1) parts.push(document.createElement("div"));
      parts.at(-1).append(element);
    }
    this.root.lang = lang;
    this.root.replaceChildren(...parts);
  }

  points(unit) {
    return unit - firstAtOrAfter(this.astral, (at) => at >= unit);
  }

  units(point) {
    return point + firstAtOrAfter(this.astral, (at, index) => at - index >= point);
  }

  words(start, end) {
    return this.text.slice(this.units(start), this.units(end));
  }

  // Set the passages of records, [id, [{start, end, style, draft}]], and draw the paragraphs that changed.
  mark(entries) {
    const changed = new Set();
    for (const [id, passages] of entries) {
      const before = this.passages.get(id) ?? [];
      const after = passages.map((one) => ({ ...one, id, from: this.units(one.start), to: this.units(one.end) }));
      if (JSON.stringify(before) === JSON.stringify(after)) continue;
      for (const block of this.blocksOf(before)) {
        block.ids.delete(id);
        changed.add(block);
      }
      for (const block of this.blocksOf(after)) {
        block.ids.add(id);
        changed.add(block);
      }
      this.elements.delete(id);
      if (after.length) this.passages.set(id, after);
      else this.passages.delete(id);
    }
    for (const block of changed) this.draw(block);
  }

  *blocksOf(passages) {
    for (const one of passages) {
      let index = firstAtOrAfter(this.blocks, (block) => block.end > one.from);
      while (index < this.blocks.length && this.blocks[index].start < one.to) yield this.blocks[index++];
    }
  }

  draw(block) {
    const inside = [...block.ids].flatMap((id) => this.passages.get(id)).filter((one) => one.from < block.end && one.to > block.start);
    for (const one of inside) {
      const kept = this.elements.get(one.id) ?? [];
      this.elements.set(one.id, kept.filter((mark) => mark.parentNode !== block.element));
    }
    // The shortest passage is on top, so that one within another can be clicked.
    inside.sort((one, other) => one.to - one.from - (other.to - other.from) || one.id - other.id);
    const cuts = new Set([block.start, block.end]);
    for (const one of inside) {
      cuts.add(Math.max(one.from, block.start));
      cuts.add(Math.min(one.to, block.end));
    }
    const places = [...cuts].sort((one, other) => one - other);
    const pieces = [];
    for (let at = 0; at + 1 < places.length; at++) {
      const words = this.text.slice(places[at], places[at + 1]);
      const over = inside.filter((one) => one.from <= places[at] && one.to >= places[at + 1]);
      pieces.push(over.length ? this.marked(words, over) : document.createTextNode(words));
    }
    block.element.replaceChildren(...pieces);
  }

  marked(words, over) {
    const mark = document.createElement("mark");
    mark.textContent = words;
    mark.dataset.ids = over.map((one) => one.id).join(" ");
    for (const one of over) {
      mark.classList.add(one.style);
      mark.classList.toggle("current", mark.classList.contains("current") || one.id === this.current);
      if (!this.elements.has(one.id)) this.elements.set(one.id, []);
      this.elements.get(one.id).push(mark);
    }
    mark.classList.toggle("drafted", over.every((one) => one.draft));
    return mark;
  }

  // Emphasise the passages of one record and scroll to the first.
  emphasise(id, scroll = true) {
    for (const mark of this.elements.get(this.current) ?? []) {
      mark.classList.toggle("current", false);
    }
    this.current = id;
    const marks = this.elements.get(id) ?? [];
    for (const mark of marks) mark.classList.add("current");
    if (!scroll || !marks.length) return;
    const seen = marks[0].getBoundingClientRect();
    const pane = this.root.getBoundingClientRect();
    const top = Math.max(pane.top, 0);
    const bottom = Math.min(pane.bottom, window.innerHeight);
    if (seen.top < top + 20 || seen.bottom > bottom - 20) marks[0].scrollIntoView({ block: "center" });
  }

  // Return the selected words, {start, end, rect}, or null. Half words at the edges are completed.
  selected() {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (!this.root.contains(range.commonAncestorContainer)) return null;
    let from = this.unitOf(range.startContainer, range.startOffset);
    let to = this.unitOf(range.endContainer, range.endOffset);
    const words = this.text.slice(from, to);
    from += words.length - words.trimStart().length;
    to -= words.length - words.trimEnd().length;
    if (from >= to) return null;
    const letter = /[\p{L}\p{N}\p{M}]/u;
    while (from > 0 && letter.test(this.text[from]) && letter.test(this.text[from - 1])) from--;
    while (to < this.text.length && letter.test(this.text[to - 1]) && letter.test(this.text[to])) to++;
    return { start: this.points(from), end: this.points(to), rect: range.getBoundingClientRect() };
  }

  unitOf(node, offset) {
    const element = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-block]");
    if (!element) {
      // Between two paragraphs.
      const place = document.createRange();
      place.setStart(node, offset);
      const following = firstAtOrAfter(this.blocks, (one) => place.comparePoint(one.element, 0) >= 0);
      return this.blocks[following]?.start ?? this.text.length;
    }
    const before = document.createRange();
    before.selectNodeContents(element);
    before.setEnd(node, offset);
    return this.blocks[element.dataset.block].start + before.toString().length;
  }

  place(unit, block) {
    let rest = unit - block.start;
    const walker = document.createTreeWalker(block.element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (rest <= node.length) return [node, rest];
      rest -= node.length;
    }
    return [block.element, block.element.childNodes.length];
  }

  // Move the selection by words or lines, and extend it with Shift.
  move(event) {
    if (!(event.key in STEPS) || event.ctrlKey || event.metaKey || event.altKey || !this.blocks.length) return;
    event.preventDefault();
    const step = STEPS[event.key];
    const at = this.cursor ?? this.initial();
    let to = at[1];
    if (!at.fresh) {
      if (event.key === "Home" || event.key === "End") to = this.edge(at[1], step);
      else if (event.key === "ArrowUp" || event.key === "ArrowDown") to = this.line(at[1], step);
      else to = this.neighbour(at[1], step);
    }
    this.cursor = [event.shiftKey ? at[0] : to, to];
    this.select();
  }

  // Begin at the current passage, at a selection with the mouse, or at the first word that is visible.
  initial() {
    const selection = document.getSelection();
    if (selection.rangeCount && this.root.contains(selection.anchorNode)) {
      const unit = this.unitOf(selection.anchorNode, selection.anchorOffset);
      const focus = this.unitOf(selection.focusNode, selection.focusOffset);
      return [this.wordAt(unit), this.wordAt(selection.isCollapsed ? unit : Math.max(0, focus - 1))];
    }
    const passage = this.passages.get(this.current)?.[0];
    const top = this.root.getBoundingClientRect().top;
    const visible = this.blocks.find((one) => one.element.getBoundingClientRect().bottom > Math.max(top, 0));
    const word = this.wordAt(passage?.from ?? visible?.start ?? 0);
    return Object.assign([word, word], { fresh: true });
  }

  wordsOf(block) {
    block.words ??= [...this.text.slice(block.start, block.end).matchAll(WORD)].map((found) => ({
      from: block.start + found.index,
      to: block.start + found.index + found[0].length,
    }));
    return block.words;
  }

  wordAt(unit) {
    for (let index = Math.max(0, firstAtOrAfter(this.blocks, (one) => one.end > unit)); index < this.blocks.length; index++) {
      const block = this.blocks[index];
      const words = this.wordsOf(block);
      const place = firstAtOrAfter(words, (one) => one.to > unit);
      if (place < words.length) return { ...words[place], block: index, place };
    }
    for (let index = this.blocks.length - 1; index >= 0; index--) {
      const words = this.wordsOf(this.blocks[index]);
      if (words.length) return { ...words.at(-1), block: index, place: words.length - 1 };
    }
    return { from: 0, to: 0, block: 0, place: 0 };
  }

  neighbour(word, step) {
    const words = this.wordsOf(this.blocks[word.block]);
    if (words[word.place + step]) return { ...words[word.place + step], block: word.block, place: word.place + step };
    for (let index = word.block + step; index >= 0 && index < this.blocks.length; index += step) {
      const others = this.wordsOf(this.blocks[index]);
      const place = step > 0 ? 0 : others.length - 1;
      if (others.length) return { ...others[place], block: index, place };
    }
    return word;
  }

  edge(word, step) {
    const words = this.wordsOf(this.blocks[word.block]);
    const place = step > 0 ? words.length - 1 : 0;
    return { ...words[place], block: word.block, place };
  }

  // Return the word above or below, which is on another line at about the same distance from the margin.
  line(word, step) {
    const here = this.rect(word);
    const middle = (here.left + here.right) / 2;
    let best = null;
    let row = null;
    for (let next = this.neighbour(word, step), last = word; next.from !== last.from; last = next, next = this.neighbour(next, step)) {
      const there = this.rect(next);
      if (step > 0 ? there.top < here.bottom - 2 : there.bottom > here.top + 2) continue;
      if (row !== null && Math.abs(there.top - row) > here.height / 2) break;
      row ??= there.top;
      const distance = Math.abs((there.left + there.right) / 2 - middle);
      if (best === null || distance < best.distance) best = { word: next, distance };
    }
    return best ? best.word : this.edge(word, step);
  }

  rect(word) {
    const range = document.createRange();
    const block = this.blocks[word.block];
    range.setStart(...this.place(word.from, block));
    range.setEnd(...this.place(word.to, block));
    return range.getBoundingClientRect();
  }

  select() {
    const [anchor, focus] = this.cursor;
    const forward = anchor.from <= focus.from;
    const one = this.place(forward ? anchor.from : anchor.to, this.blocks[anchor.block]);
    const other = this.place(forward ? focus.to : focus.from, this.blocks[focus.block]);
    document.getSelection().setBaseAndExtent(...one, ...other);
    const rect = this.rect(focus);
    const pane = this.root.getBoundingClientRect();
    if (rect.top < Math.max(pane.top, 0) + 30 || rect.bottom > Math.min(pane.bottom, window.innerHeight) - 60) {
      this.blocks[focus.block].element.scrollIntoView({ block: "nearest" });
      const moved = this.rect(focus);
      if (moved.bottom > window.innerHeight - 60 || moved.top < 30) {
        const scroller = this.root.scrollHeight > this.root.clientHeight + 4 ? this.root : document.scrollingElement;
        scroller.scrollTop += moved.top - window.innerHeight / 2;
      }
    }
  }
}

// Return the index of the first item for which a condition holds that holds for all later ones, or the number of items.
function firstAtOrAfter(items, holds) {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(items[middle], middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
