// Where a picture or a card comes to stand.
import { NodeSelection } from "prosemirror-state";

import { schema } from "./schema.js";

export const selected = (state, type) =>
  state.selection instanceof NodeSelection && state.selection.node.type === type ? state.selection.node : null;

// Instead of the selected one, else after the block of the text that one stands in; an empty line gives way.
export function place(view, type, attrs) {
  const { state } = view;
  const tr = state.tr;
  if (selected(state, type)) tr.setNodeMarkup(state.selection.from, null, attrs);
  else {
    const $from = state.selection.$from;
    const isEmpty = $from.depth === 1 && !$from.parent.childCount;
    const [start, end] = $from.depth ? [$from.before(1), $from.after(1)] : [state.selection.from, state.selection.to];
    const isLast = end === state.doc.content.size;
    const content = [type.create(attrs), ...(isLast ? [schema.nodes.paragraph.create()] : [])];
    tr.replaceWith(isEmpty ? start : end, end, content);
    tr.setSelection(NodeSelection.create(tr.doc, isEmpty ? start : end));
  }
  view.dispatch(tr.scrollIntoView());
}
