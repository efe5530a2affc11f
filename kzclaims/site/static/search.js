"use strict";
// The search of a site: loads the files of the index that a query needs, and lists the documents that have all words.
(() => {
  const page = document.getElementById("search-page");
  const results = document.getElementById("results");
  const state = document.getElementById("state");
  const input = document.getElementById("words");
  const root = page.dataset.root;
  const words = new Map();
  const documents = new Map();
  let beginnings = null;
  const PAGE = 50;

  window.kzclaimsBeginnings = (list) => { beginnings = new Set(list); };
  window.kzclaimsWords = (beginning, endings, rows) => {
    words.set(beginning, { endings: endings.map((one) => new Set(one.split(" "))), rows });
  };
  window.kzclaimsDocuments = (number, list) => documents.set(number, list);

  // Loads a file of the index as a script, which also works from a disk.
  const load = (name) => new Promise((resolve) => {
    const script = document.createElement("script");
    script.src = `${page.dataset.index}${name}.js`;
    script.onload = script.onerror = () => { script.remove(); resolve(); };
    document.head.append(script);
  });

  const fold = (text) => text.normalize("NFC").replace(/[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]/g, "")
    .toLowerCase().replaceAll("ё", "е");
  const split = (text) => fold(text).match(/[\p{L}\p{N}]+/gu) || [];

  // The numbers of the documents with a word in any form, and all its forms.
  const look = async (word) => {
    const letters = Array.from(word).slice(0, 2);
    const beginning = letters.join("");
    if (!words.has(beginning) && beginnings?.has(beginning)) {
      await load(`words-${letters.map((one) => one.codePointAt(0).toString(16).padStart(4, "0")).join("-")}`);
    }
    const found = new Set();
    const forms = new Set([word]);
    const shard = words.get(beginning) || { endings: [], rows: [] };
    for (const [start, ending, ...steps] of shard.rows) {
      if (!word.startsWith(start) || !shard.endings[ending].has(word.slice(start.length))) continue;
      let number = 0;
      for (const step of steps) found.add(number += step);
      for (const one of shard.endings[ending]) forms.add(start + one);
    }
    return { found, forms };
  };

  // Appends a text in which the words found are marked. Text is never read as HTML.
  const append = (element, text, forms) => {
    let at = 0;
    for (const match of text.matchAll(/[\p{L}\p{N}\u0300-\u036f]+/gu)) {
      if (!forms.has(fold(match[0]))) continue;
      element.append(text.slice(at, match.index));
      const mark = document.createElement("mark");
      mark.textContent = match[0];
      element.append(mark);
      at = match.index + match[0].length;
    }
    element.append(text.slice(at));
  };

  const show = async (numbers, from, forms) => {
    const some = numbers.slice(from, from + PAGE);
    await Promise.all([...new Set(some.map((one) => Math.floor(one / 100)))].filter((one) => !documents.has(one))
      .map((one) => load(`documents-${one}`)));
    for (const number of some) {
      const found = (documents.get(Math.floor(number / 100)) || [])[number % 100];
      if (!found) continue;
      const item = document.createElement("li");
      const line = document.createElement("p");
      line.className = "words";
      line.dir = "auto";
      line.lang = found.lang;
      const link = document.createElement("a");
      link.href = root + found.path;
      append(link, found.text, forms);
      line.append(link);
      const meta = document.createElement("p");
      meta.className = "meta";
      for (const part of [found.day, found.who, page.dataset[found.kind]]) {
        if (!part) continue;
        const span = document.createElement("span");
        append(span, part, forms);
        meta.append(span);
      }
      item.append(line, meta);
      results.append(item);
    }
    if (numbers.length > from + PAGE) {
      const more = document.createElement("li");
      const button = document.createElement("button");
      button.textContent = page.dataset.more;
      button.onclick = () => { more.remove(); show(numbers, from + PAGE, forms); };
      more.append(button);
      results.append(more);
    }
  };

  const search = async (text) => {
    const asked = split(text).slice(0, 16);
    if (!asked.length) return;
    state.textContent = page.dataset.searching;
    if (!beginnings) await load("beginnings");
    const answers = await Promise.all(asked.map(look));
    const [first, ...others] = answers.map((one) => one.found);
    const numbers = [...first].filter((one) => others.every((other) => other.has(one))).sort((a, b) => a - b);
    const forms = new Set(answers.flatMap((one) => [...one.forms]));
    results.replaceChildren();
    state.textContent = `${numbers.length ? page.dataset.found : page.dataset.nothing}`.replace("{n}", numbers.length);
    await show(numbers, 0, forms);
  };

  const query = new URLSearchParams(window.location.search).get("q") || "";
  for (const field of document.querySelectorAll("input[name=q]")) field.value = query;
  input.form.hidden = false;
  search(query);
})();
