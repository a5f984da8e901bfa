// The short sum that is asked where very many write from one network: a number with which the hash of the puzzle
// begins with enough zeros. SHA-256 by hand, since pages on plain HTTP have none. Done, the form is sent.
const K = [], H = [];
for (let n = 2; K.length < 64; n++) {
  let prime = true;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) { prime = false; break; }
  if (!prime) continue;
  const part = (root) => ((root - Math.floor(root)) * 2 ** 32) | 0;
  if (H.length < 8) H.push(part(Math.sqrt(n)));
  K.push(part(Math.cbrt(n)));
}
const turned = (x, by) => (x >>> by) | (x << (32 - by));

export function sha256(ascii) {
  const length = ascii.length, blocks = ((length + 8) >> 6) + 1;
  const words = new Int32Array(blocks * 16), w = new Int32Array(64);
  for (let i = 0; i < length; i++) words[i >> 2] |= ascii.charCodeAt(i) << (24 - (i % 4) * 8);
  words[length >> 2] |= 0x80 << (24 - (length % 4) * 8);
  words[blocks * 16 - 1] = length * 8;
  const hash = Int32Array.from(H);
  for (let at = 0; at < words.length; at += 16) {
    for (let i = 0; i < 64; i++) {
      if (i < 16) { w[i] = words[at + i]; continue; }
      const a = w[i - 15], b = w[i - 2];
      w[i] = w[i - 16] + (turned(a, 7) ^ turned(a, 18) ^ (a >>> 3)) + w[i - 7] + (turned(b, 17) ^ turned(b, 19) ^ (b >>> 10));
    }
    let [a, b, c, d, e, f, g, h] = hash;
    for (let i = 0; i < 64; i++) {
      const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
      const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => { hash[i] = (hash[i] + word) | 0; });
  }
  return hash;
}

export default (form) => {
  const puzzle = form.elements.puzzle.value, bits = Number(form.dataset.bits);
  let tried = 0;
  const go = () => {
    for (const until = tried + 2000; tried < until; tried++) {
      if (Math.clz32(sha256(`${puzzle}:${tried}`)[0]) < bits) continue;
      form.elements.proof.value = String(tried);
      form.requestSubmit(form.querySelector("button[value=send]"));
      return;
    }
    setTimeout(go);
  };
  if (puzzle && !form.elements.proof.value) go();
};
