// What a rapporteur writes down outlives the line: kept in this browser under its own id, sent in order, once each.
import { fetched } from "./fetched.js";
const [AGAIN, PATIENCE, REFRESH] = [1000, 8000, 15000]; // milliseconds: to the next try, for an answer, between refreshes
const PASSING = new Set(["csrf_token"]);
// crypto.randomUUID is not there on plain HTTP, as in a room without certificates; getRandomValues is.
const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const read = (key, empty) => { try { return JSON.parse(localStorage.getItem(key)) ?? empty; } catch { return empty; } };
const write = (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; } };

export default (form) => {
  const { key, words, list } = { key: form.dataset.key, words: form.dataset, list: document.getElementById(form.dataset.list) };
  const [says, fields, typed] = [form.querySelector(".save-state"), form.elements, `${form.dataset.key}:typed`];
  let [sent, sending, trouble, looked, changed] = [0, false, "", 0, false];
  const queue = () => read(key, []);
  const without = (id) => queue().filter((point) => point.point_id !== id);

  const put = (point) => {
    for (const [name, value] of Object.entries(point)) if (fields[name] && !PASSING.has(name)) fields[name].value = value;
  };
  const taken = () => Object.fromEntries([...new FormData(form)].filter(([name]) => !PASSING.has(name)));

  const line = (text, ...rest) => {
    const [item, said] = ["li", "span"].map((name) => document.createElement(name));
    said.dir = "auto";
    said.textContent = text;
    item.append(said, ...rest);
    return item;
  };
  const button = (label, does) => {
    const made = document.createElement("button");
    [made.type, made.className, made.textContent] = ["button", "button link", label];
    made.addEventListener("click", does);
    return made;
  };

  const show = () => {
    const waiting = queue();
    list.replaceChildren(...waiting.map((point) => line(
      `${point.clause} ${point.text}${point.refused ? ` – ${point.refused}` : ""} `,
      button(words.again, () => { write(key, without(point.point_id)); put({ ...point, refused: "" }); show(); fields.text.focus(); }),
    )));
    const count = words.count.replace("WAITING", waiting.length).replace("SENT", sent);
    says.textContent = waiting.length || sent ? [count, trouble].filter(Boolean).join(" ") : trouble;
  };

  const refresh = async () => { // what the page counts and lists was counted before these were sent; not after each of many
    if (!changed || Date.now() - looked < REFRESH) return;
    [looked, changed] = [Date.now(), false];
    const { ok, page } = await fetched(form.action);
    const [shown, now] = [document, page].map((one) => one?.getElementById(words.points));
    if (ok && now) shown.replaceChildren(...now.childNodes);
  };
  const send = async (point) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(point)) body.set(name, value);
    body.set("csrf_token", fields.csrf_token?.value ?? "");
    const asked = { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual", credentials: "same-origin" };
    return fetch(form.action, { ...asked, signal: AbortSignal.timeout(PATIENCE) });
  };

  const flush = async () => {
    if (sending) return;
    sending = true;
    try {
      for (let next; (next = queue().find((point) => !point.refused)); show()) {
        const answer = await send(next);
        if (answer.status === 422) {
          const { says: why } = await answer.json();
          write(key, queue().map((point) => (point.point_id === next.point_id ? { ...point, refused: why } : point)));
        } else if (answer.ok && !answer.redirected) {
          await answer.json();
          write(key, without(next.point_id));
          [sent, trouble, changed] = [sent + 1, "", true];
        } else { trouble = words.refused.replace("STATUS", answer.status || "–"); break; }
      }
    } catch { trouble = words.offline; } finally { sending = false; show(); }
    await refresh().catch(() => {});
  };

  form.addEventListener("input", () => write(typed, taken()));
  form.addEventListener("submit", (event) => {
    const point = { ...taken(), at: new Date().toISOString(), point_id: newId() };
    if (point.text.trim() && !write(key, [...queue(), point])) return; // a browser that keeps nothing: the plain form is sent
    event.preventDefault();
    if (!point.text.trim()) { [trouble, fields.text.value] = [words.empty, ""]; show(); fields.text.focus(); return; }
    put({ text: "", said_by: 1, view: "not_asked" });
    write(typed, taken());
    trouble = "";
    show();
    fields.text.focus();
    flush();
  });
  window.addEventListener("online", flush);
  const again = () => setTimeout(() => flush().finally(again), AGAIN * (1 + 2 * Math.random())); // not a whole room at once
  again();
  const before = read(typed, null);
  if (before?.text && !fields.text.value) put({ ...before, point_id: fields.point_id.value });
  show();
  flush();
};
