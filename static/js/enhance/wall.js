// The wall of a room: what was said is asked for every two seconds or so, and comes where it is new; arrows and page keys
// go on and back.
import { fetched } from "./fetched.js";

const ON = new Set(["ArrowRight", "ArrowDown", "PageDown", " "]);
const BACK = new Set(["ArrowLeft", "ArrowUp", "PageUp"]);

export default (element) => {
  const rightToLeft = document.documentElement.dir === "rtl";
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(ON.has(event.key) || BACK.has(event.key))) return;
    const flipped = rightToLeft && ["ArrowRight", "ArrowLeft"].includes(event.key);
    const way = document.querySelector(`a[rel=${ON.has(event.key) !== flipped ? "next" : "prev"}]`);
    if (!way) return;
    event.preventDefault();
    way.click();
  });
  let known = "";
  const soon = () => setTimeout(look, 1_500 + 1_000 * Math.random()); // several walls do not ask at one moment
  const look = async () => {
    try {
      const { ok, page, mark } = await fetched(location.href, { known, signal: AbortSignal.timeout(8_000) });
      const fresh = ok ? page?.getElementById(element.id) : null;
      if (fresh) known = mark;
      if (fresh && fresh.textContent !== element.textContent) element.replaceChildren(...fresh.childNodes);
    } catch { /* no line: what is on the wall stays */ }
    soon();
  };
  soon();
};
