// Saves a comment as it is typed: on the site for who is signed in, in this browser for a guest or without a line.
// A form carries data-keep="site" when the site may keep it. Its address names the text that is kept.
const WAIT = 1500;
const SKIP = new Set(["csrf_token", "token", "base_version", "website", "do"]);

export default (form) => {
  const says = form.querySelector(".save-state");
  const key = `comment:${form.dataset.as || new URL(form.action).pathname}`;
  let timer, saving, sent;
  let last = snapshot(form);

  restore(form, key, says);
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, WAIT); });
  window.addEventListener("online", save);
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (sent) event.preventDefault(); // a second press of the same button
    else { sent = true; store(key, form); sessionStorage.setItem("comment:sent", key); }
  });
  window.addEventListener("pageshow", () => { sent = false; });

  async function save() {
    const now = snapshot(form);
    if (now === last || saving || sent) return;
    store(key, form);
    if (form.dataset.keep !== "site") { last = now; tell(form.dataset.kept); return; }
    saving = true;
    try {
      const body = new FormData(form);
      body.set("do", "autosave");
      const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin", redirect: "manual" });
      if (answer.status === 409) { tell(form.dataset.elsewhere); form.dataset.keep = ""; return; }
      if (!answer.ok) { tell(answer.status < 402 ? form.dataset.ended : form.dataset.kept); return; }
      if (answer.status === 200) form.elements.base_version.value = (await answer.json()).base_version;
      last = now;
      localStorage.removeItem(key);
      tell(form.dataset.saved);
    } catch {
      tell(form.dataset.offline);
    } finally {
      saving = false;
    }
    if (snapshot(form) !== now) timer = setTimeout(save, WAIT);
  }

  function tell(words) {
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    says.textContent = words.replace("TIME", time);
  }
};

const snapshot = (form) => JSON.stringify([...new FormData(form)].filter(([name]) => !SKIP.has(name)));

function store(key, form) {
  const kept = { base: form.elements.base_version.value, fields: JSON.parse(snapshot(form)) };
  try { localStorage.setItem(key, JSON.stringify(kept)); } catch { /* a full or forbidden store keeps nothing */ }
}

function restore(form, key, says) {
  let found;
  try { found = JSON.parse(localStorage.getItem(key) ?? "null"); } catch { return; }
  const kept = found?.fields;
  // What was typed after the draft that is shown was saved is newer than it.
  const newer = found?.base && found.base === form.elements.base_version.value;
  if (!kept || (form.elements.text.value.trim() && !newer)) return;
  if (!kept.some(([name, text]) => name === "text" && text.trim())) return;
  for (const box of form.querySelectorAll("input[type=checkbox]")) box.checked = false;
  for (const [name, text] of kept) {
    const field = form.elements[name];
    if (field instanceof RadioNodeList) field.value = text;
    else if (field?.type === "checkbox") field.checked = true;
    else if (field) field.value = text;
  }
  for (const fold of form.querySelectorAll("details")) fold.open ||= [...fold.querySelectorAll("textarea")].some((t) => t.value);
  says.textContent = form.dataset.restored;
}
