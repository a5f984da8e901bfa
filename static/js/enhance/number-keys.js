// Answers by number: digits choose in the question at hand, then in the next one; Enter keeps. On the whole page,
// except where something is typed or chosen from a list.
const PATIENCE = 700; // milliseconds in which another digit may follow

export default (form) => {
  const questions = [...form.querySelectorAll("fieldset")];
  const options = (question) => [...question.querySelectorAll("input[type=radio]")];
  const numberOf = (option) => form.querySelector(`label[for="${option.id}"] kbd`).textContent;
  const open = () => questions.find((question) => !question.querySelector(":checked")) ?? questions[0];
  let [typed, waiting, current] = ["", 0, open()];

  const choose = () => {
    clearTimeout(waiting);
    const chosen = options(current).find((option) => numberOf(option) === typed);
    typed = "";
    if (!chosen) return;
    chosen.checked = true;
    chosen.focus();
    current = questions[(questions.indexOf(current) + 1) % questions.length];
    if ("atOnce" in form.dataset) form.requestSubmit();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest("select, textarea, dialog, [contenteditable], input:not([type=radio], [type=checkbox])")) return;
    const nowhere = event.target === form || event.target === document.body;
    if (event.key === "Enter" && nowhere && form.querySelector(":checked")) return form.requestSubmit();
    if (!/^[0-9]$/.test(event.key)) return;
    event.preventDefault();
    typed += event.key;
    clearTimeout(waiting);
    const more = options(current).some((option) => numberOf(option).length > typed.length && numberOf(option).startsWith(typed));
    if (more) waiting = setTimeout(choose, PATIENCE);
    else choose();
  });
  form.addEventListener("focusin", (event) => {
    const question = event.target.closest("fieldset");
    if (question && event.target.matches(":not(:checked)")) current = question;
  });
  form.querySelector("[data-keys]").hidden = false;
  if ("begun" in form.dataset) form.focus({ preventScroll: true });
};
