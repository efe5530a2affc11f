// Open a dossier, an archived source, a file or an address at the desk.

const problem = document.getElementById("problem");
const busy = document.getElementById("busy");

async function open(what) {
  problem.hidden = true;
  busy.hidden = false;
  const options = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(what) };
  const response = await fetch("/desk/open", options);
  busy.hidden = true;
  if (response.ok) {
    location.assign("/desk");
    return;
  }
  const answer = await response.json().catch(() => ({ error: response.statusText }));
  problem.textContent = [answer.error, ...(answer.hints ?? [])].join(" ");
  problem.hidden = false;
}

function choice(words, detail, what) {
  const item = document.createElement("li");
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: words });
  button.addEventListener("click", () => open(what));
  item.append(button, detail ? ` ${detail}` : "");
  return item;
}

document.getElementById("open").addEventListener("submit", (event) => {
  event.preventDefault();
  const place = document.getElementById("place").value.trim();
  const published = document.getElementById("published").value.trim();
  const what = /^https?:/.test(place) ? { address: place } : { file: place };
  if (published) what.published = published;
  if (document.getElementById("empty").checked) what.empty = true;
  open(what);
});

const choices = await (await fetch("/desk/choices", { headers: { Accept: "application/json" } })).json();
for (const [name, items] of [
  ["files", choices.files.map((one) => choice(one.name, "", { file: one.file }))],
  ["sources", choices.sources.map((one) => choice(one.title, one.published, { source: one.key }))],
]) {
  const list = document.getElementById(`choices-${name}`);
  list.replaceChildren(...items);
  list.parentElement.hidden = !items.length;
}
