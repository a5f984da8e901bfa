// Every point of the map: move, zoom, colour, point at, mark a part and list it. Without it the discs are the map.
import { Plane } from "./plane.js";

const KINDS = ["theme", "pillar", "type", "region"];

export default async (map) => {
  const [canvas, says, marked] = ["canvas", "output", ".map-marked"].map((what) => map.querySelector(what));
  const plane = new Plane(canvas, await (await fetch(map.dataset.points)).json());
  const legends = Object.fromEntries(KINDS.map((kind) => [kind, map.querySelector(`[value="${kind}"]`).closest("fieldset")]));
  const name = (kind, i) => legends[kind].querySelectorAll("li")[plane.spots[kind][i]]?.textContent;
  const where = (event) => [event.offsetX * devicePixelRatio, event.offsetY * devicePixelRatio];
  let from = null;
  let mark = null;

  const draw = () => {
    const kind = map.querySelector("[name=colour]:checked").value;
    const swatches = [...legends[kind].querySelectorAll("li")];
    const colours = swatches.map((swatch) => getComputedStyle(swatch, "::before").backgroundColor);
    const style = getComputedStyle(says);
    plane.draw({ column: plane.spots[kind], colours, grey: style.borderTopColor, ink: style.color, mark });
    plane.write([...map.querySelectorAll("svg text")], style.color, style.backgroundColor);
  };
  const tell = (i) => {
    says.hidden = i < 0;
    says.textContent = i < 0 ? "" : KINDS.map((kind) => name(kind, i)).filter(Boolean).join(" · ");
  };
  const offerMarked = () => {
    const [a, b, c, d] = mark;
    const corners = [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)];
    marked.href = `${map.dataset.list}?area=${corners.map((n) => Math.max(-1, Math.min(1, n)).toFixed(4)).join(",")}`;
    marked.hidden = false;
  };

  canvas.onpointerdown = (event) => {
    from = { at: where(event), x: plane.x, y: plane.y, moved: false };
    canvas.setPointerCapture(event.pointerId);
  };
  canvas.onpointermove = (event) => {
    const at = where(event);
    if (!from) return tell(plane.closest(at, 8 * devicePixelRatio));
    const [right, down] = [at[0] - from.at[0], at[1] - from.at[1]];
    from.moved ||= Math.hypot(right, down) > 4;
    if (event.shiftKey) mark = [...plane.toMap(from.at), ...plane.toMap(at)];
    else Object.assign(plane, { x: from.x - right / plane.unit, y: from.y + down / plane.unit });
    draw();
  };
  canvas.onpointerup = (event) => {
    const i = from?.moved ? -1 : plane.closest(where(event), 8 * devicePixelRatio);
    if (i >= 0) location.href = map.dataset.point.replace(/0$/, plane.spots.id[i]);
    if (from?.moved && event.shiftKey) offerMarked();
    from = null;
  };
  canvas.onwheel = (event) => {
    event.preventDefault();
    plane.zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, where(event));
    draw();
  };
  canvas.onkeydown = (event) => {
    const step = 0.2 / plane.scale;
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
    const zooms = { "+": 1.5, "-": 1 / 1.5 };
    if (!moves[event.key] && !zooms[event.key]) return;
    event.preventDefault();
    const [right, up] = moves[event.key] ?? [0, 0];
    Object.assign(plane, { x: plane.x + right, y: plane.y + up });
    plane.zoom(zooms[event.key] ?? 1);
    draw();
  };
  for (const button of map.querySelectorAll("[data-zoom]")) {
    button.onclick = () => { plane.zoom(Number(button.dataset.zoom)); draw(); };
  }
  const show = () => { plane.fit(); draw(); };
  map.addEventListener("change", draw);
  addEventListener("resize", show);
  canvas.hidden = map.querySelector(".map-tools").hidden = false;
  map.classList.add("drawn");
  show();
};
