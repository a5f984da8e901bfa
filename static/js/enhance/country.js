// The country that a clock is set to is offered first, and said to be a guess. Asked of the browser, told to nobody;
// looked up when somebody begins to write, not for who only reads.
export default (select) => select.form.addEventListener("focusin", () => guess(select), { once: true });

async function guess(select) {
  if (select.value) return;
  try {
    const zones = await (await fetch(new URL("../../data/zones.json", import.meta.url))).json();
    const country = zones[Intl.DateTimeFormat().resolvedOptions().timeZone];
    if (!country || select.value || ![...select.options].some((option) => option.value === country)) return;
    select.value = country;
    const says = document.createElement("p");
    says.className = "hint";
    says.textContent = select.dataset.guessed;
    select.before(says);
    select.addEventListener("change", () => says.remove(), { once: true });
  } catch { /* it is chosen by hand */ }
}
