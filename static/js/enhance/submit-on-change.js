// A choice that is sent as soon as it is made, so that its button can hide. With arrow keys one passes by choices
// that are not meant: then the button comes back, and is pressed.
export default (form) => {
  const choice = form.querySelector("select");
  const button = form.querySelector("button");
  let byKey = false;
  button.hidden = true;
  choice.addEventListener("keydown", (event) => { byKey = event.key !== "Enter"; });
  choice.addEventListener("pointerdown", () => { byKey = false; });
  choice.addEventListener("change", () => {
    if (byKey) button.hidden = false;
    else form.requestSubmit();
  });
};
