// The wall of a room: what was said is brought up to date every five seconds; arrows and page keys go on and back.
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
  const look = async () => {
    try {
      const fresh = (await fetched(location.href)).page?.getElementById(element.id);
      if (fresh && fresh.textContent !== element.textContent) element.replaceChildren(...fresh.childNodes);
    } catch { /* no line: what is on the wall stays */ }
    setTimeout(look, 5_000);
  };
  setTimeout(look, 5_000);
};
