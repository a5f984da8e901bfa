// Findings to cite: found by words, put in at one press where something was typed last.
export default (fold) => {
  const fields = () => [...document.querySelectorAll("textarea[data-cites]")];
  let last = null;
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("textarea[data-cites]")) last = event.target;
  });
  const rows = [...fold.querySelectorAll("li")];
  const narrow = fold.querySelector("[data-narrow]");
  const none = fold.querySelector("[data-none]");
  narrow.hidden = false;
  narrow.querySelector("input").addEventListener("input", (event) => {
    const words = event.target.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    for (const row of rows) row.hidden = !words.every((word) => row.textContent.toLocaleLowerCase().includes(word));
    none.hidden = rows.some((row) => !row.hidden);
  });
  narrow.querySelector("input").addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault(); // it stands in a form: nothing is sent by looking for a finding
  });
  for (const button of fold.querySelectorAll("[data-put]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const field = last?.isConnected ? last : fields().find((one) => one.offsetParent) ?? fields()[0];
      if (!field) return;
      const before = field.value.slice(0, field.selectionStart);
      const space = before && !/\s$/.test(before) ? " " : "";
      field.setRangeText(`${space}${button.dataset.put}`, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    });
  }
};
