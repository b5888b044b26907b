// What the buttons and keys do; each is a ProseMirror command: (state, dispatch) => whether it can.
import { lift, setBlockType, toggleMark, wrapIn } from "prosemirror-commands";
import { redo, undo } from "prosemirror-history";
import { liftListItem, sinkListItem, wrapInList } from "prosemirror-schema-list";
import { TextSelection } from "prosemirror-state";
import {
  addColumnAfter,
  addRowAfter,
  deleteColumn,
  deleteRow,
  deleteTable,
  goToNextCell,
  isInTable,
} from "prosemirror-tables";

import { schema } from "./schema.js";

const { nodes, marks } = schema;
const LISTS = [nodes.bullet_list, nodes.ordered_list];

// The nearest node around the selection that is one of these: {node, pos}, or undefined.
export function around(state, types) {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth--)
    if (types.includes($from.node(depth).type)) return { node: $from.node(depth), pos: $from.before(depth) };
  return undefined;
}

const list = (type) => (state, dispatch) => {
  const here = around(state, LISTS);
  if (!here) return wrapInList(type, { tight: true })(state, dispatch);
  if (here.node.type === type) return liftListItem(nodes.list_item)(state, dispatch);
  dispatch?.(state.tr.setNodeMarkup(here.pos, type, { tight: here.node.attrs.tight }));
  return true;
};

const quote = (state, dispatch) =>
  around(state, [nodes.blockquote]) ? lift(state, dispatch) : wrapIn(nodes.blockquote)(state, dispatch);

const row = (type, texts) => nodes.table_row.create(null, texts.map((text) => type.create(null, text && schema.text(text))));

function table(state, dispatch) {
  const { $from } = state.selection;
  if (isInTable(state) || $from.depth !== 1) return false;
  if (dispatch) {
    const rows = [row(nodes.table_header, ["", "", ""]), row(nodes.table_cell, ["", "", ""]), row(nodes.table_cell, ["", "", ""])];
    const made = nodes.table.create(null, rows);
    const tr = state.tr;
    const isEmpty = $from.parent.type === nodes.paragraph && !$from.parent.childCount;
    const at = isEmpty ? $from.before(1) : $from.after(1);
    // A line after it, so that one can go on writing.
    const isLast = $from.after(1) === state.doc.content.size;
    const content = isLast ? [made, nodes.paragraph.create()] : [made];
    tr.replaceWith(at, $from.after(1), content);
    tr.setSelection(TextSelection.near(tr.doc.resolve(at + 3)));
    dispatch(tr.scrollIntoView());
  }
  return true;
}

// Enter in a table leads to the next cell, and after the last one to a new row.
export function enterInTable(state, dispatch, view) {
  if (!isInTable(state)) return false;
  if (goToNextCell(1)(state, dispatch)) return true;
  addRowAfter(state, dispatch);
  return view ? goToNextCell(1)(view.state, view.dispatch) : true;
}

export const level = (number) =>
  number ? setBlockType(nodes.heading, { level: number }) : setBlockType(nodes.paragraph);

export const commands = {
  strong: toggleMark(marks.strong),
  em: toggleMark(marks.em),
  bullets: list(nodes.bullet_list),
  numbers: list(nodes.ordered_list),
  deeper: sinkListItem(nodes.list_item),
  higher: liftListItem(nodes.list_item),
  quote,
  table,
  "row-more": addRowAfter,
  "row-less": deleteRow,
  "column-more": addColumnAfter,
  "column-less": deleteColumn,
  "table-less": deleteTable,
  undo,
  redo,
};

const hasMark = (state, type) => {
  const { from, to, empty, $from } = state.selection;
  return empty ? Boolean(type.isInSet(state.storedMarks || $from.marks())) : state.doc.rangeHasMark(from, to, type);
};

// Which buttons are pressed in; those that are not named never are.
export const pressed = {
  strong: (state) => hasMark(state, marks.strong),
  em: (state) => hasMark(state, marks.em),
  link: (state) => hasMark(state, marks.link),
  language: (state) => hasMark(state, marks.foreign),
  bullets: (state) => around(state, LISTS)?.node.type === nodes.bullet_list,
  numbers: (state) => around(state, LISTS)?.node.type === nodes.ordered_list,
  quote: (state) => Boolean(around(state, [nodes.blockquote])),
};

// 0 for a paragraph, 2 … 5 for headings.
export const levelAt = (state) => state.selection.$from.parent.attrs.level ?? 0;
