// Selected words of the clause become the quote of the comment, with what stands around them; the redline of the
// proposed words is shown as they are typed.
import { fetched } from "./fetched.js";

const AROUND = 32;
const WAIT = 500;

export default (form) => {
  const source = document.querySelector('[data-passage="source"]');
  if (!source) return;
  const fold = form.querySelector('[data-passage="quote"]');
  const { quote, before, after, proposed_text: proposed } = form.elements;

  document.addEventListener("selectionchange", debounce(() => {
    const taken = selected(source);
    if (!taken) return;
    [before.value, quote.value, after.value] = taken;
    fold.open = true;
    begin();
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }, WAIT));
  quote.addEventListener("input", (event) => { if (event.isTrusted) { before.value = after.value = ""; begin(); } });

  // The box for other words begins with the words that they would replace.
  let begun = "";
  const begin = () => {
    if (!proposed.closest("details").open || ![begun, ""].includes(proposed.value.trim())) return;
    proposed.value = begun = quote.value.trim() || source.textContent.trim();
  };
  proposed.closest("details").addEventListener("toggle", begin);

  const shown = form.querySelector(".live-redline");
  const compare = debounce(async () => {
    if (!form.dataset.redline || !proposed.value.trim()) { shown.replaceChildren(); return; }
    try {
      const answer = await fetched(form.dataset.redline, { method: "POST", body: new FormData(form) });
      if (answer.ok) shown.replaceChildren(...answer.page.body.childNodes);
    } catch { /* without a line the preview comes later */ }
  }, WAIT);
  form.addEventListener("input", compare);
  if (proposed.value) compare();
};

// [before, words, after] of a selection inside the source, widened to whole words; null when there is none.
function selected(source) {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!source.contains(range.commonAncestorContainer)) return null;
  const text = source.textContent;
  let [start, end] = [offset(source, range.startContainer, range.startOffset), offset(source, range.endContainer, range.endOffset)];
  while (start < end && /\s/u.test(text[start])) start += 1;
  while (end > start && /\s/u.test(text[end - 1])) end -= 1;
  if (end - start < 2) return null;
  if (Intl.Segmenter) {
    const words = new Intl.Segmenter(source.lang || undefined, { granularity: "word" }).segment(text);
    const [first, last] = [words.containing(start), words.containing(end - 1)];
    if (first.isWordLike) start = first.index;
    if (last.isWordLike) end = last.index + last.segment.length;
  }
  return [text.slice(Math.max(0, start - AROUND), start), text.slice(start, end), text.slice(end, end + AROUND)];
}

function offset(source, node, within) {
  const before = document.createRange();
  before.setStart(source, 0);
  before.setEnd(node, within);
  return before.toString().length;
}

function debounce(deed, wait) {
  let timer;
  return (...told) => { clearTimeout(timer); timer = setTimeout(deed, wait, ...told); };
}
