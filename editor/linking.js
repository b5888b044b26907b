// Links to the portal's own things by search, and to any other address.
import { TextSelection } from "prosemirror-state";

import { ask, dialogOf, finder } from "./asking.js";
import { isSafeLink, schema } from "./schema.js";

const { link, foreign } = schema.marks;

// The whole stretch that carries the mark the cursor stands in: [from, to, mark], or the selection.
function stretch(state, type) {
  const { from, to, $from, empty } = state.selection;
  const mark = type.isInSet($from.marks()) || ($from.nodeAfter && type.isInSet($from.nodeAfter.marks));
  if (!empty || !mark) return [from, to, mark];
  let [start, end] = [$from.start(), $from.start()];
  for (const child of $from.parent.children) {
    const next = end + child.nodeSize;
    if (!mark.isInSet(child.marks)) start = next;
    end = next;
    if (end >= from && mark.isInSet(child.marks) && start <= from) {
      const after = $from.parent.childAfter(end - $from.start()).node;
      if (!after || !mark.isInSet(after.marks)) return [start, end, mark];
    }
  }
  return [from, to, mark];
}

// What people type without its beginning.
const completed = (address) => {
  if (/^www\./i.test(address)) return `https://${address}`;
  if (/^[^\s@/:]+@[^\s@/]+\.\w+$/.test(address)) return `mailto:${address}`;
  return address.startsWith(`${location.origin}/`) ? address.slice(location.origin.length) : address;
};

function put(view, [from, to], mark, words) {
  const { state } = view;
  const tr = state.tr;
  if (words && words !== state.doc.textBetween(from, to)) {
    const kept = state.doc.resolve(from).marks().filter((each) => each.type !== mark.type);
    tr.replaceWith(from, to, schema.text(words, kept));
    to = from + words.length;
  }
  tr.removeMark(from, to, mark.type).addMark(from, to, mark);
  tr.setSelection(TextSelection.create(tr.doc, to)).removeStoredMark(mark.type);
  view.dispatch(tr.scrollIntoView());
}

function removed(view, [from, to], type) {
  view.dispatch(view.state.tr.removeMark(from, to, type));
}

export const openLink = (root) => (view) => {
  const place = stretch(view.state, link);
  const asked = dialogOf(root, "link");
  const { search, hits, status, address, words, fault, remove } = asked.fields;
  words.value = view.state.doc.textBetween(place[0], place[1], " ");
  address.value = place[2]?.attrs.href ?? "";
  remove.hidden = !place[2];
  search.value = place[2] ? "" : words.value.slice(0, 80);
  const choose = (hit) => {
    address.value = hit.address;
    words.value ||= hit.title;
    status.textContent = hit.title;
    fault.textContent = "";
    asked.dialog.querySelector("[value='put']").focus();
  };
  const look = finder({ input: search, hits, status, address: root.dataset.links, choose });
  asked.dialog.addEventListener("close", () => view.focus());
  ask(asked, (pressed) => {
    if (pressed === "remove") return removed(view, place, link);
    const href = completed(address.value.trim());
    if (!isSafeLink(href) || /\s/.test(href)) {
      fault.textContent = fault.dataset.text;
      address.focus();
      return false;
    }
    return put(view, place, link.create({ href }), words.value.trim() || href);
  });
  if (search.value.trim()) look();
};

export const openLanguage = (root) => (view) => {
  const place = stretch(view.state, foreign);
  const asked = dialogOf(root, "language");
  const { language, none, remove } = asked.fields;
  const isNothing = place[0] === place[1];
  none.hidden = !isNothing;
  asked.dialog.querySelector("[value='put']").hidden = isNothing;
  if (place[2]) language.value = place[2].attrs.language;
  remove.hidden = !place[2];
  asked.dialog.addEventListener("close", () => view.focus());
  ask(asked, (pressed) => {
    if (pressed === "remove") return removed(view, place, foreign);
    const mark = foreign.create({ language: language.value });
    return put(view, place, mark, "");
  });
};
