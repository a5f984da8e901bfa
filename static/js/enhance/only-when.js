// Shows the element only while a control has one value; it is still filled when it holds something.
export default (element) => {
  const control = document.getElementById(element.dataset.control);
  if (!control) return;
  const show = () => {
    const filled = [...element.querySelectorAll("input, textarea, select")].some((field) => field.value);
    element.hidden = control.value !== element.dataset.value && !filled;
  };
  control.addEventListener("change", show);
  show();
};
