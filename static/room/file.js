// The page that is carried on a stick: points are kept in this browser and given back as a file, each under its own id.
const room = JSON.parse(document.getElementById("room").textContent);
const [form, list, says] = ["form", "points", "says"].map((id) => document.getElementById(id));
const key = `consult-room:${room.round}:${room.session}`;
let [points, unsaved, changing] = [[], false, null];
try { points = JSON.parse(localStorage.getItem(key)) ?? []; } catch { /* nothing is kept here: the warning below says so */ }

const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function keep() {
  unsaved = true;
  try { localStorage.setItem(key, JSON.stringify(points)); } catch { says.textContent = room.words.not_kept; }
}

function button(label, does) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  made.addEventListener("click", does);
  return made;
}

function show() {
  document.getElementById("count").textContent = room.words.count.replace("COUNT", points.length);
  list.replaceChildren(...points.map((point) => {
    const item = document.createElement("li");
    const said = document.createElement("p");
    said.dir = "auto";
    said.textContent = point.text;
    const about = document.createElement("p");
    about.textContent = [point.clause, point.table && `${room.words.table} ${point.table}`, `× ${point.said_by}`, room.views[point.view]]
      .filter(Boolean).join(" · ");
    item.append(about, said, button(room.words.change, () => change(point)), button(room.words.take_out, () => takeOut(point)));
    return item;
  }).reverse());
}

function change(point) {
  changing = point.id;
  for (const name of ["clause", "table", "text", "said_by", "language", "view"]) form.elements[name].value = point[name] ?? "";
  form.elements.text.focus();
}

function takeOut(point) {
  points = points.filter((other) => other.id !== point.id);
  keep();
  show();
}

function asFile() {
  const { format, version, round, session } = room;
  return JSON.stringify({ format, version, round, session, count: points.length, points }, null, 1);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const values = Object.fromEntries(new FormData(form));
  const [text, voices] = [values.text.trim(), Number.parseInt(values.said_by, 10)];
  if (!text || !(voices >= 1 && voices <= 100000)) { says.textContent = text ? room.words.voices : room.words.empty; return; }
  const point = { ...values, text, said_by: voices, id: changing ?? newId(), at: new Date().toISOString() };
  points = changing ? points.map((other) => (other.id === changing ? { ...point, at: other.at } : other)) : [...points, point];
  changing = null;
  [form.elements.text.value, form.elements.said_by.value, form.elements.view.value] = ["", 1, "not_asked"];
  says.textContent = room.words.kept;
  keep();
  show();
  form.elements.text.focus();
});

document.getElementById("save").addEventListener("click", () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([asFile()], { type: "application/json" }));
  link.download = `${room.round}-${room.session}-points.json`;
  link.click();
  unsaved = false;
  says.textContent = room.words.saved;
});

document.getElementById("copy").addEventListener("click", () => {
  const area = document.getElementById("whole");
  area.hidden = false;
  area.value = asFile();
  area.select();
  unsaved = false;
});

form.elements.clause.addEventListener("change", () => {
  document.getElementById("wording").textContent = room.clauses[form.elements.clause.value] ?? "";
});
window.addEventListener("beforeunload", (event) => { if (unsaved && points.length) event.preventDefault(); });
show();
