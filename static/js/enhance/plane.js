// What of the map is in view: from the map to the screen and back, moved and zoomed within bounds. Used by the map.
const WIDTH = 2.16; // of the whole map, which lies between -1 and 1 with a margin
const NEAREST = 40;

export class Plane {
  constructor(canvas) {
    Object.assign(this, { canvas, x: 0, y: 0, scale: 1 });
  }

  get unit() {
    return (Math.min(this.canvas.width, this.canvas.height) * this.scale) / WIDTH;
  }

  get centre() {
    return [this.canvas.width / 2, this.canvas.height / 2];
  }

  toScreen(x, y) {
    return [this.canvas.width / 2 + (x - this.x) * this.unit, this.canvas.height / 2 - (y - this.y) * this.unit];
  }

  toMap([left, top]) {
    return [this.x + (left - this.canvas.width / 2) / this.unit, this.y - (top - this.canvas.height / 2) / this.unit];
  }

  // Corners of what is in view, as a part of the map.
  get inView() {
    const [left, top] = this.toMap([0, 0]);
    const [right, bottom] = this.toMap([this.canvas.width, this.canvas.height]);
    return [[left, bottom], [right, bottom], [right, top], [left, top]];
  }

  fit() {
    this.canvas.width = this.canvas.clientWidth * devicePixelRatio;
    this.canvas.height = this.canvas.clientHeight * devicePixelRatio;
    this.move(0, 0);
  }

  // By so much of the screen; the map's edge never passes the middle.
  move(right, down) {
    const most = 1 - 1 / this.scale;
    this.x = Math.max(-most, Math.min(most, this.x - right / this.unit));
    this.y = Math.max(-most, Math.min(most, this.y + down / this.unit));
  }

  zoom(factor, at = this.centre) {
    const before = this.toMap(at);
    this.scale = Math.max(1, Math.min(NEAREST, this.scale * factor));
    const after = this.toMap(at);
    this.x += before[0] - after[0];
    this.y += before[1] - after[1];
    this.move(0, 0);
  }

  whole() {
    Object.assign(this, { x: 0, y: 0, scale: 1 });
  }
}
