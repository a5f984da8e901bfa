// While one types, asks the site for the redline of what stands in the form; the button does the same without it.
import { fetched } from "./fetched.js";

const PAUSE = 400;

export default (form) => {
  const source = form.elements[form.dataset.source];
  const target = document.getElementById(form.dataset.target);
  if (!source || !target) return;
  form.querySelector("button[name=preview]")?.setAttribute("hidden", "");
  let waiting;
  let asked;

  const show = async () => {
    asked?.abort();
    asked = new AbortController();
    const body = new FormData();
    body.set("csrf_token", form.elements.csrf_token.value);
    body.set("text", source.value);
    try {
      const answer = await fetched(form.dataset.address, { method: "POST", body, signal: asked.signal });
      if (answer.ok) target.replaceChildren(...answer.page.body.childNodes);
    } catch (failure) {
      if (failure.name !== "AbortError") form.querySelector("button[name=preview]")?.removeAttribute("hidden");
    }
  };

  source.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, PAUSE);
  });
};
