// A plane of dots on a canvas: what is in view, from map to screen and back, drawn. Used by the map.
const WIDTH = 2.16; // of the whole map, which lies between -1 and 1 with a margin

export class Plane {
  constructor(canvas, spots) {
    Object.assign(this, { canvas, spots, x: 0, y: 0, scale: 1 });
  }
  get unit() {
    return (Math.min(this.canvas.width, this.canvas.height) * this.scale) / WIDTH;
  }
  place(i) {
    return this.toScreen(this.spots.x[i] / this.spots.grid, this.spots.y[i] / this.spots.grid);
  }
  toScreen(x, y) {
    return [this.canvas.width / 2 + (x - this.x) * this.unit, this.canvas.height / 2 - (y - this.y) * this.unit];
  }
  toMap([left, top]) {
    return [this.x + (left - this.canvas.width / 2) / this.unit, this.y - (top - this.canvas.height / 2) / this.unit];
  }
  fit() {
    this.canvas.width = this.canvas.clientWidth * devicePixelRatio;
    this.canvas.height = this.canvas.clientHeight * devicePixelRatio;
  }
  zoom(factor, at = [this.canvas.width / 2, this.canvas.height / 2]) {
    const before = this.toMap(at);
    this.scale = Math.max(1, Math.min(60, this.scale * factor));
    const after = this.toMap(at);
    this.x += before[0] - after[0];
    this.y += before[1] - after[1];
  }
  closest([left, top], reach) {
    let [found, best] = [-1, reach ** 2];
    for (let i = 0; i < this.spots.id.length; i++) {
      const [x, y] = this.place(i);
      const far = (x - left) ** 2 + (y - top) ** 2;
      if (far < best) [found, best] = [i, far];
    }
    return found;
  }
  draw({ column, colours, grey, ink, mark }) {
    const pen = this.canvas.getContext("2d");
    const small = this.spots.id.length < 2000 ? 2 : 0;
    const side = Math.max(2, Math.min(7, 2 + small + this.scale)) * devicePixelRatio;
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    pen.globalAlpha = 0.75;
    for (let i = 0; i < this.spots.id.length; i++) {
      const [left, top] = this.place(i);
      if (left < 0 || top < 0 || left > this.canvas.width || top > this.canvas.height) continue;
      pen.fillStyle = colours[column[i]] ?? grey;
      pen.fillRect(left - side / 2, top - side / 2, side, side);
    }
    pen.globalAlpha = 1;
    if (!mark) return;
    const [[left, top], [right, bottom]] = [this.toScreen(mark[0], mark[1]), this.toScreen(mark[2], mark[3])];
    Object.assign(pen, { strokeStyle: ink, lineWidth: devicePixelRatio });
    pen.strokeRect(left, top, right - left, bottom - top);
  }
  // The names that stand in the discs, where they are large enough to be read.
  write(names, ink, paper) {
    const pen = this.canvas.getContext("2d");
    const height = Math.min(0.04 * this.unit, 22 * devicePixelRatio);
    if (height < 9 * devicePixelRatio) return;
    Object.assign(pen, { font: `600 ${height}px system-ui`, textAlign: "center", strokeStyle: paper, fillStyle: ink });
    Object.assign(pen, { lineWidth: height / 3, lineJoin: "round" });
    for (const name of names) {
      const at = this.toScreen(Number(name.getAttribute("x")), -Number(name.getAttribute("y")));
      pen.strokeText(name.textContent, ...at);
      pen.fillText(name.textContent, ...at);
    }
  }
}
