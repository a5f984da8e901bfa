// A part of the map drawn by hand: its corners, what lies in it, and how an address names it. Used by the map.
const MOST = 40; // corners that the site takes

const aside = ([x, y], [fromX, fromY], [toX, toY]) => {
  const [right, up] = [toX - fromX, toY - fromY];
  const length = Math.hypot(right, up);
  return length ? Math.abs(right * (y - fromY) - up * (x - fromX)) / length : Math.hypot(x - fromX, y - fromY);
};

// The line with only those points that lie farther from it than so much (Douglas and Peucker 1973).
const simpler = (line, much) => {
  if (line.length < 3) return line;
  let [farthest, place] = [0, 0];
  for (let i = 1; i < line.length - 1; i++) {
    const far = aside(line[i], line[0], line.at(-1));
    if (far > farthest) [farthest, place] = [far, i];
  }
  if (farthest <= much) return [line[0], line.at(-1)];
  return [...simpler(line.slice(0, place + 1), much).slice(0, -1), ...simpler(line.slice(place), much)];
};

// Corners in whole units of the grid from a line in the map's measure, at most as many as the site takes.
export const cornersOf = (line, grid) => {
  const whole = (part) => Math.max(-grid, Math.min(grid, Math.round(part * grid)));
  const drawn = line.map(([x, y]) => [whole(x), whole(y)]);
  let much = 1;
  let corners = drawn;
  while (corners.length > MOST || much === 1) corners = simpler(drawn, (much *= 1.6));
  return corners;
};

// Which places lie in the corners, by the even-odd rule, in the very arithmetic of the site (area.py).
export const countIn = (corners, spots) => {
  const edges = corners.map((corner, i) => [corner, corners[(i + 1) % corners.length]].sort((one, other) => one[1] - other[1]));
  let many = 0;
  for (let i = 0; i < spots.size; i++) {
    if (!spots.shown[i]) continue;
    let crossed = 0;
    for (const [[left, low], [right, high]] of edges) {
      if (spots.y[i] < low || spots.y[i] >= high) continue;
      if (spots.x[i] < left + ((right - left) / (high - low)) * (spots.y[i] - low)) crossed++;
    }
    many += crossed % 2;
  }
  return many;
};

// The list of the points in a part, narrowed as the map is.
export const listOf = (address, corners, only) =>
  `${address}?${new URLSearchParams({ ...only, area: corners.flat().join(",") })}`.replaceAll("%2C", ",");

export const drawLasso = (plane, line, { ink, wash }, closed) => {
  const pen = plane.canvas.getContext("2d");
  pen.beginPath();
  for (const [x, y] of line) pen.lineTo(...plane.toScreen(x, y));
  if (closed) pen.closePath();
  Object.assign(pen, { strokeStyle: ink, fillStyle: wash, lineWidth: 2 * devicePixelRatio });
  pen.fill();
  pen.stroke();
};
