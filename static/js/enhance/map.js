// Every point of the map: move, zoom, colour, narrow, point at, mark a part and list it. Without it discs are the map.
import { drawDots } from "./dots.js";
import hold from "./hold.js";
import { cornersOf, countIn, drawLasso, listOf } from "./lasso.js";
import legends from "./legends.js";
import { drawNames } from "./names.js";
import { Plane } from "./plane.js";
import { Spots } from "./spots.js";
import steer from "./steer.js";
import teller from "./teller.js";

const colourOf = (words) => words.match(/[\d.]+/g).slice(0, 3).map(Number);

export default async (map) => {
  const answer = await fetch(map.dataset.points);
  if (!answer.ok) return;
  const spots = new Spots(await answer.json());
  const canvas = map.querySelector("canvas");
  const [viewed, marked] = [".map-viewed", ".map-marked"].map((what) => map.querySelector(what));
  const plane = new Plane(canvas);
  const legend = legends(map, spots, () => change());
  const says = teller(map, spots, legend.name);
  const themes = [...map.querySelectorAll("svg a")].map((disc) => {
    const [x, y, radius] = ["cx", "cy", "r"].map((name) => Number(disc.querySelector("circle").getAttribute(name)));
    return { name: disc.dataset.name, x, y: -y, radius };
  }).sort((one, other) => other.radius - one.radius);
  let line = []; // of the part that is marked
  let [asked, rest, look] = [0, 0, {}];
  const dress = () => {
    const style = getComputedStyle(canvas);
    look = { ink: style.color, paper: style.backgroundColor, font: style.fontFamily, wash: style.caretColor };
    const [grey, paper] = [style.borderTopColor, look.paper].map(colourOf);
    look.dots = { column: spots[legend.kind], colours: legend.colours().map(colourOf), grey, paper };
    change();
  };
  const draw = () => {
    drawDots(plane, spots, look.dots);
    drawNames(plane, themes, look);
    says.ring(plane, look.ink);
    if (line.length) drawLasso(plane, line, look, marked.hidden === false);
  };
  const list = (link, part) => {
    const corners = cornersOf(part, spots.grid);
    const many = corners.length < 3 ? 0 : countIn(corners, spots);
    link.hidden = many === 0;
    link.href = listOf(map.dataset.list, corners, spots.only);
    link.textContent = link.dataset.words.replace("#", many.toLocaleString(document.documentElement.lang));
  };
  const count = () => {
    list(viewed, plane.inView);
    if (marked.hidden === false) list(marked, line);
  };
  // At most once a frame, whatever happens in it.
  const change = () => {
    asked ||= requestAnimationFrame(() => {
      asked = 0;
      draw();
      clearTimeout(rest);
      rest = setTimeout(count, 150);
      canvas.style.touchAction = marks() || plane.scale > 1 ? "none" : "pan-y";
    });
  };
  const marks = () => map.querySelector("[name=drag]:checked").value === "mark";
  const clear = () => { line = []; marked.hidden = true; };
  const pointAt = (at, reach) => {
    if (says.tell(spots.closest(plane, at, reach * devicePixelRatio))) change();
  };

  hold(canvas, {
    start: (at) => { if (marks()) { clear(); line = [plane.toMap(at)]; } },
    drag: (at, last) => {
      if (marks()) line.push(plane.toMap(at));
      else plane.move(at[0] - last[0], at[1] - last[1]);
      change();
    },
    end: () => { if (marks()) { list(marked, line); if (marked.hidden) clear(); change(); } },
    cancel: () => { if (marks()) clear(); change(); },
    tap: (at, touch) => {
      pointAt(at, touch ? 24 : 8);
      if (!touch) says.open();
    },
    pinch: (factor, at, right, down) => { plane.zoom(factor, at); plane.move(right, down); change(); },
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!event.buttons) pointAt([event.offsetX * devicePixelRatio, event.offsetY * devicePixelRatio], 8);
  });
  steer(map, plane, {
    moved: (byKeys) => { if (byKeys) pointAt(plane.centre, 60); change(); },
    next: (step) => { says.tell(spots.next(plane, says.told, step)); change(); },
    open: () => says.open(),
    clear: () => { clear(); change(); },
  });
  map.addEventListener("change", dress);
  addEventListener("resize", () => { plane.fit(); change(); });
  matchMedia("(prefers-color-scheme: dark)").onchange = dress;
  for (const part of [canvas, ...map.querySelectorAll(".map-drive, .map-legends")]) part.hidden = false;
  map.classList.add("drawn");
  plane.fit();
  dress();
};
