// What the point is that is pointed at: what it is filed under at once, its first words a moment later. Used by the map.
import { sideOf } from "./dots.js";
import { KINDS } from "./spots.js";

const PATIENCE = 120; // milliseconds of rest before its words are asked for

export default (map, spots, name) => {
  const says = map.querySelector("output");
  const [words, facets, link] = ["q", "small", "a"].map((what) => says.querySelector(what));
  const known = new Map(); // words by number, each asked for once
  let told = -1;
  let waiting = 0;
  const address = (pattern, i) => pattern.replace("/0", `/${spots.id[i]}`);

  const show = ({ words: text, language, direction }) => {
    Object.assign(words, { textContent: text, lang: language, dir: direction, hidden: false });
  };
  const ask = async (i) => {
    if (!known.has(i)) known.set(i, fetch(address(map.dataset.words, i)).then((answer) => answer.ok && answer.json()).catch(() => known.delete(i)));
    const answer = await known.get(i);
    if (answer?.words && i === told) show(answer);
  };

  return {
    get told() {
      return told;
    },
    // True if that is another one than before.
    tell(i) {
      if (i === told) return false;
      told = i;
      clearTimeout(waiting);
      says.hidden = i < 0;
      if (i < 0) return true;
      words.hidden = true;
      facets.textContent = KINDS.map((kind) => name(kind, i)).filter(Boolean).join(" · ");
      link.href = address(map.dataset.point, i);
      waiting = setTimeout(ask, known.has(i) ? 0 : PATIENCE, i);
      return true;
    },
    open() {
      if (told >= 0) location.href = link.href;
    },
    ring(plane, ink) {
      if (told < 0) return;
      const pen = plane.canvas.getContext("2d");
      const at = plane.toScreen(spots.x[told] / spots.grid, spots.y[told] / spots.grid);
      pen.beginPath();
      pen.arc(...at, sideOf(plane, spots.size) + 2 * devicePixelRatio, 0, 2 * Math.PI);
      Object.assign(pen, { strokeStyle: ink, lineWidth: 2 * devicePixelRatio });
      pen.stroke();
    },
  };
};
