// Dots on a canvas, written pixel by pixel: fifty thousand in a few milliseconds. Used by the map.
// A colour comes with a shape, so that two colours that look alike to someone still differ.
const SHAPES = [
  (x, y) => Math.hypot(x, y) <= 1, // a disc
  (x, y) => Math.max(Math.abs(x), Math.abs(y)) <= 0.85, // a square
  (x, y) => y <= 0.75 && y >= -1 && Math.abs(x) <= (y + 1) / 1.75, // a triangle
  (x, y) => Math.abs(x) + Math.abs(y) <= 1.15, // a diamond
];
const RING = (x, y) => Math.abs(Math.hypot(x, y) - 0.75) <= 0.25;
const HUES = 8;

// A colour as the number that a pixel of it is (bytes: red, green, blue, opaque, the first one lowest).
const pixel = ([red, green, blue]) => (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
const mixed = (one, other, share) => one.map((part, place) => Math.round(part * share + other[place] * (1 - share)));

// Steps from the middle to each pixel of a shape.
const stamp = (shape, side, width) => {
  const steps = [];
  const half = side / 2;
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      if (side < 4 || shape((column + 0.5 - half) / half, (row + 0.5 - half) / half)) steps.push((row - Math.floor(half)) * width + column - Math.floor(half));
    }
  }
  return steps;
};

export const sideOf = (plane, many) => {
  const room = Math.min(plane.canvas.width, plane.canvas.height) / devicePixelRatio;
  const least = 150 / Math.sqrt(many) * Math.sqrt(room / 700);
  return Math.round(Math.min(13, Math.max(3, Math.min(7, least)) + Math.log2(plane.scale) * 1.5) * devicePixelRatio);
};

// One picture and its pixels, kept from frame to frame.
const sheet = (canvas, pen) => {
  if (canvas.sheet?.picture.width !== canvas.width || canvas.sheet.picture.height !== canvas.height) {
    const picture = pen.createImageData(canvas.width, canvas.height);
    canvas.sheet = { picture, pixels: new Uint32Array(picture.data.buffer) };
  }
  return canvas.sheet;
};

// `colours` are [red, green, blue] by place in the column; what has none of the first eight is a grey ring.
export const drawDots = (plane, spots, { column, colours, grey, paper }) => {
  const { width, height } = plane.canvas;
  const pen = plane.canvas.getContext("2d");
  const { picture, pixels } = sheet(plane.canvas, pen);
  pixels.fill(0);
  const side = sideOf(plane, spots.size);
  const looks = [...Array(HUES).keys()].map((hue) => ({ steps: stamp(SHAPES[hue % 4], side, width), colour: colours[hue] ?? grey }));
  looks.push({ steps: stamp(RING, side, width), colour: grey });
  for (const look of looks) Object.assign(look, { ink: pixel(look.colour), faint: pixel(mixed(look.colour, paper, 0.18)) });
  const [unit, across, down] = [plane.unit / spots.grid, width / 2 - plane.x * plane.unit, height / 2 + plane.y * plane.unit];
  const narrowed = Object.keys(spots.only).length > 0;
  for (let pass = narrowed ? 0 : 1; pass < 2; pass++) {
    for (let i = 0; i < spots.size; i++) {
      if (spots.shown[i] !== pass) continue;
      const left = (across + spots.x[i] * unit) | 0;
      const top = (down - spots.y[i] * unit) | 0;
      if (left < side || top < side || left >= width - side || top >= height - side) continue;
      const { steps, ink, faint } = looks[column[i] < 0 || column[i] >= HUES ? HUES : column[i]];
      const middle = top * width + left;
      const colour = pass ? ink : faint;
      for (let step = 0; step < steps.length; step++) pixels[middle + steps[step]] = colour;
    }
  }
  pen.putImageData(picture, 0, 0);
};
