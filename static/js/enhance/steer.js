// The map by wheel, by keys and by its buttons: what each does to what is in view. Used by the map.
const STEP = 60; // pixels that an arrow moves

export default (map, plane, on) => {
  const canvas = plane.canvas;
  const step = () => STEP * devicePixelRatio;
  const moves = {
    ArrowLeft: () => plane.move(step(), 0),
    ArrowRight: () => plane.move(-step(), 0),
    ArrowUp: () => plane.move(0, step()),
    ArrowDown: () => plane.move(0, -step()),
    "+": () => plane.zoom(1.5),
    "=": () => plane.zoom(1.5),
    "-": () => plane.zoom(1 / 1.5),
    0: () => plane.whole(),
  };
  const others = { Enter: on.open, Escape: on.clear, PageDown: () => on.next(1), PageUp: () => on.next(-1) };

  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const does = moves[event.key] ?? others[event.key];
    if (!does) return;
    event.preventDefault();
    does();
    if (moves[event.key]) on.moved(true);
  });
  // A wheel over the page is the page's, until the map was clicked; with Ctrl (or a pinch of a touchpad) it is the map's.
  canvas.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && document.activeElement !== canvas) return;
    event.preventDefault();
    plane.zoom(Math.exp(-event.deltaY / 400), [event.offsetX * devicePixelRatio, event.offsetY * devicePixelRatio]);
    on.moved(false);
  }, { passive: false });
  for (const button of map.querySelectorAll("[data-key]")) {
    button.addEventListener("click", () => {
      moves[button.dataset.key]();
      on.moved(false);
    });
  }
};
