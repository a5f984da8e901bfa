// The points of the map as columns of numbers, and which of them are asked for. Used by the map.
export const KINDS = ["theme", "pillar", "type", "region"];
const NONE = "none"; // the key of those that have none

export class Spots {
  // `told` as the site sends it: places in whole units of a grid, each number as the step from the one before.
  constructor(told) {
    let last = 0;
    this.grid = told.grid;
    this.id = told.id.map((step) => (last += step));
    this.size = this.id.length;
    this.x = Int16Array.from(told.x);
    this.y = Int16Array.from(told.y);
    this.keys = Object.fromEntries(KINDS.map((kind) => [kind, told.keys[kind].map(String)]));
    for (const kind of KINDS) this[kind] = Int16Array.from(told[kind]);
    this.also = told.also; // by theme the rows that it is not the first theme of
    this.only = {};
    this.shown = new Uint8Array(this.size).fill(1);
  }

  // Number the keys of a kind in the order of its legend; what the legend leaves out is -2.
  arrange(kind, order) {
    const places = this.keys[kind].map((key) => order.indexOf(key)).map((place) => (place < 0 ? -2 : place));
    this[kind] = this[kind].map((place) => places[place] ?? -1);
    this.keys[kind] = order;
  }

  keyOf(kind, i) {
    return this[kind][i] === -1 ? NONE : this.keys[kind][this[kind][i]];
  }

  // Which points are of a key, as ones and noughts; a point may stand in a second theme.
  of(kind, key) {
    const place = this.keys[kind].indexOf(key);
    const found = Uint8Array.from(this[kind], (each) => each === place);
    if (kind === "theme") this.also[key]?.forEach((i) => (found[i] = 1));
    return found;
  }

  // Show only those of one key (or again of any), whatever the colours say.
  narrow(kind, key) {
    if (this.only[kind] === key) delete this.only[kind];
    else this.only[kind] = key;
    this.shown.fill(1);
    for (const each of Object.entries(this.only)) this.of(...each).forEach((is, i) => (this.shown[i] &= is));
  }

  // The one shown that is closest to a place on the screen, -1 if none is within reach.
  closest(plane, at, reach) {
    const [x, y] = plane.toMap(at).map((part) => part * this.grid);
    let [found, best] = [-1, ((reach / plane.unit) * this.grid) ** 2];
    for (let i = 0; i < this.size; i++) {
      const far = (this.x[i] - x) ** 2 + (this.y[i] - y) ** 2;
      if (far < best && this.shown[i]) [found, best] = [i, far];
    }
    return found;
  }

  // The next one shown and in view after a given one, or with a step of -1 the one before; round and round.
  next(plane, after, step) {
    const [[left, low], , [right, high]] = plane.inView.map((corner) => corner.map((part) => part * this.grid));
    let i = after < 0 && step < 0 ? 0 : after;
    for (let turn = 0; turn < this.size; turn++) {
      i = (i + step + this.size) % this.size;
      const inside = this.x[i] >= left && this.x[i] <= right && this.y[i] >= low && this.y[i] <= high;
      if (inside && this.shown[i]) return i;
    }
    return -1;
  }
}
