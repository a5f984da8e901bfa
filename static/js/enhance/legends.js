// Legends of the map that narrow it: a press shows the points of one entry, another press all again. Used by the map.
import { KINDS } from "./spots.js";

export default (map, spots, change) => {
  const places = new Map(); // by kind its entries by key
  const chosen = map.querySelector(".map-chosen");

  const mark = () => {
    for (const [kind, entries] of places) {
      for (const [key, entry] of entries) entry.setAttribute("aria-pressed", String(spots.only[kind] === key));
    }
    const only = Object.entries(spots.only).map(([kind, key]) => places.get(kind).get(key));
    chosen.hidden = only.length === 0;
    chosen.querySelector("span").textContent = only.map((entry) => entry.dataset.name).join(" · ");
  };

  for (const kind of KINDS) {
    const entries = [...map.querySelectorAll(`[data-kind="${kind}"]`)];
    spots.arrange(kind, entries.map((entry) => entry.dataset.entry).filter((key) => key !== "none"));
    places.set(kind, new Map(entries.map((entry) => [entry.dataset.entry, entry])));
    for (const entry of entries) {
      const many = spots.of(kind, entry.dataset.entry).reduce((sum, is) => sum + is, 0);
      entry.dataset.name = entry.textContent.trim();
      entry.closest("li").hidden = many === 0;
      entry.append(Object.assign(document.createElement("small"), { textContent: many.toLocaleString(document.documentElement.lang) }));
      entry.addEventListener("click", () => {
        spots.narrow(kind, entry.dataset.entry);
        mark();
        change();
      });
    }
  }
  chosen.querySelector("button").addEventListener("click", () => {
    for (const [kind, key] of Object.entries(spots.only)) spots.narrow(kind, key);
    mark();
    change();
  });
  mark();

  return {
    get kind() {
      return map.querySelector("[name=colour]:checked").value;
    },
    // By place in the column, those that have a hue of their own.
    colours() {
      const entries = spots.keys[this.kind].map((key) => places.get(this.kind).get(key));
      return entries.slice(0, 8).map((entry) => getComputedStyle(entry, "::before").backgroundColor);
    },
    name: (kind, i) => places.get(kind).get(spots.keyOf(kind, i))?.dataset.name,
  };
};
