// The first row of a table is its head, and a column has one alignment: so Markdown has it.
import { Plugin } from "prosemirror-state";

function straighten(tr, table, pos) {
  const [cell, header] = [table.type.schema.nodes.table_cell, table.type.schema.nodes.table_header];
  const aligned = table.firstChild.children.map((each) => each.attrs.align);
  table.forEach((row, rowOffset, rowIndex) => {
    row.forEach((each, offset, column) => {
      const [type, align] = [rowIndex ? cell : header, aligned[column] ?? null];
      if (each.type !== type || each.attrs.align !== align)
        tr.setNodeMarkup(pos + 1 + rowOffset + 1 + offset, type, { ...each.attrs, align });
    });
  });
}

export const straightTables = () =>
  new Plugin({
    appendTransaction(transactions, _before, state) {
      if (!transactions.some((transaction) => transaction.docChanged)) return null;
      const tr = state.tr;
      state.doc.descendants((node, pos) => {
        if (node.type.name !== "table") return !node.isTextblock;
        straighten(tr, node, pos);
        return false;
      });
      return tr.docChanged ? tr : null;
    },
  });
