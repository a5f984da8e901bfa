// Names of themes on the map, the largest first, each where it has room. Used by the map.
const RIGHT_TO_LEFT = /^[^\p{L}]*[\u0590-\u08ff]/u;

const linesOf = (pen, words, widest) => {
  const lines = [];
  for (const word of words.split(" ")) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && pen.measureText(longer).width <= widest) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.length > 3 ? [...lines.slice(0, 2), `${lines[2]} …`] : lines;
};

// `themes` are {name, x, y, radius} in the map's measure; sizes of letters in pixels of the screen.
export const drawNames = (plane, themes, { ink, paper, font }) => {
  const pen = plane.canvas.getContext("2d");
  const height = 14 * devicePixelRatio;
  Object.assign(pen, { font: `600 ${height}px ${font}`, textAlign: "center", textBaseline: "middle" });
  Object.assign(pen, { strokeStyle: paper, fillStyle: ink, lineWidth: height / 3, lineJoin: "round" });
  const taken = [];
  for (const { name, x, y, radius } of themes) {
    const reach = radius * plane.unit;
    if (reach < 26 * devicePixelRatio) continue;
    pen.direction = RIGHT_TO_LEFT.test(name) ? "rtl" : "ltr";
    const [left, top] = plane.toScreen(x, y);
    const lines = linesOf(pen, name, Math.max(reach * 1.8, 90 * devicePixelRatio));
    const half = Math.max(...lines.map((line) => pen.measureText(line).width)) / 2;
    const box = [left - half, top - (lines.length * height) / 2, left + half, top + (lines.length * height) / 2];
    if (taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) continue;
    taken.push(box);
    lines.forEach((line, row) => {
      const at = [left, top + (row - (lines.length - 1) / 2) * height * 1.15];
      pen.strokeText(line, ...at);
      pen.fillText(line, ...at);
    });
  }
};
