// Enhancements for a page that works without them: one behaviour a file, loaded where the page asks for it.
const wanted = new Set([...document.querySelectorAll("[data-enhance]")].flatMap((e) => e.dataset.enhance.split(" ")));
const base = document.currentScript?.src ?? import.meta.url;
for (const name of wanted) {
  import(new URL(`enhance/${name}.js`, base).href).then((module) => {
    for (const element of document.querySelectorAll(`[data-enhance~="${name}"]`)) module.default(element);
  });
}
