// Mouse, pen and fingers on an element: one drags, two move and pinch, a tap is a tap. Used by the map.
const STEADY = 5; // pixels within which a press is a tap

// `on`: start(at), drag(at, from), end(), tap(at, touch), pinch(factor, at, right, down); places in device pixels.
export default (element, on) => {
  const held = new Map();
  let began = null;
  let moved = false;
  const where = (event) => [event.offsetX * devicePixelRatio, event.offsetY * devicePixelRatio];
  const between = () => {
    const [[x, y], [otherX, otherY]] = [...held.values()];
    return { at: [(x + otherX) / 2, (y + otherY) / 2], apart: Math.hypot(x - otherX, y - otherY) };
  };

  element.addEventListener("pointerdown", (event) => {
    if (event.button > 0 || held.size > 1) return;
    held.set(event.pointerId, where(event));
    element.setPointerCapture(event.pointerId);
    if (held.size === 1) [began, moved] = [where(event), false];
    else if (moved) on.cancel();
  });
  element.addEventListener("pointermove", (event) => {
    if (!held.has(event.pointerId)) return;
    const at = where(event);
    const last = held.get(event.pointerId);
    if (held.size === 2) {
      const before = between();
      held.set(event.pointerId, at);
      const now = between();
      [began, moved] = [null, true];
      return on.pinch(now.apart / (before.apart || 1), now.at, now.at[0] - before.at[0], now.at[1] - before.at[1]);
    }
    held.set(event.pointerId, at);
    if (!began) return;
    if (!moved && Math.hypot(at[0] - began[0], at[1] - began[1]) <= STEADY * devicePixelRatio) return;
    if (!moved) on.start(began);
    on.drag(at, moved ? last : began);
    moved = true;
  });
  const release = (event) => {
    if (!held.delete(event.pointerId)) return;
    if (event.type === "pointercancel") on.cancel();
    else if (began && moved) on.end();
    else if (began) on.tap(where(event), event.pointerType !== "mouse");
    began = null;
  };
  element.addEventListener("pointerup", release);
  element.addEventListener("pointercancel", release);
};
