// A document to Markdown that reads well and comes back as the same document.
import { Fragment } from "prosemirror-model";
import { MarkdownSerializer, defaultMarkdownSerializer } from "prosemirror-markdown";

// A bar makes tables, an ampersand entities, an angle links: only where they would.
const EXTRA = /\||&(?=#?\w+;)|<(?=[A-Za-z][A-Za-z0-9+.-]*:|[^\s<>]*@)/g;

// At the beginning of a line some characters make lists, headings, rules and quotes.
const atLineStart = (text) =>
  text
    .replace(/^\s+/, "")
    .replace(/^([-+](?=\s|$)|[>=]|#{1,6}(?=\s|$)|:?-+:?\s*$|-(?=\s*-))/, "\\$1")
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, "$1\\$2");

const isLineStart = (parent, index) =>
  !parent.isTextblock || index === 0 || parent.child(index - 1).type.name === "hard_break";

function text(state, node, parent, index) {
  if (state.inAutolink) return state.text(node.text, false);
  const escaped = state.esc(node.text, false);
  const first = parent.type.name === "paragraph" && isLineStart(parent, index) && state.lineIsNew;
  state.lineIsNew = false;
  // An exclamation mark before a link would make it a picture; the serialiser of links sees to that.
  state.text(first ? atLineStart(escaped) : escaped, false);
}

// Lists that follow each other stay two lists only with different marks.
function bulletOf(parent, index) {
  const own = parent.child(index).attrs.bullet;
  const before = index > 0 && parent.child(index - 1);
  if (before?.type?.name !== "bullet_list" || bulletOf(parent, index - 1) !== own) return own;
  return own === "-" ? "*" : "-";
}

function pointOf(parent, index) {
  const before = index > 0 && parent.child(index - 1);
  return before?.type?.name === "ordered_list" && pointOf(parent, index - 1) === "." ? ")" : ".";
}

const line = (cells) => `| ${cells.join(" | ")} |`;

function cellText(state, cell) {
  const { out, delim } = state;
  [state.out, state.delim] = ["", ""];
  state.renderInline(cell, false);
  const written = state.out;
  [state.out, state.delim] = [out, delim];
  return written.replace(/\n/g, " ").replace(/(?<!\\)\|/g, "\\|").trim();
}

const RULES = { right: "--:", center: ":-:" };

function table(state, node) {
  state.write();
  const rows = node.children.map((row) => row.children.map((cell) => cellText(state, cell)));
  const rule = node.firstChild.children.map((cell) => RULES[cell.attrs.align] ?? "---");
  state.text([line(rows[0]), line(rule), ...rows.slice(1).map(line)].join("\n"), false);
  state.closeBlock(node);
}

const nodes = {
  ...defaultMarkdownSerializer.nodes,
  text,
  table,
  paragraph(state, node, parent) {
    // Empty lines are how people make room; Markdown makes it by itself. An empty item stays.
    if (!node.childCount && !(parent.type.name === "list_item" && parent.childCount === 1)) return;
    state.lineIsNew = true;
    state.renderInline(node);
    state.closeBlock(node);
  },
  heading(state, node) {
    if (!node.childCount) return;
    defaultMarkdownSerializer.nodes.heading(state, node);
    // Hash marks at the end of a heading would be taken for its end.
    state.out = state.out.replace(/(\s)(#+)$/, "$1\\$2");
  },
  bullet_list(state, node, parent, index) {
    const bullet = bulletOf(parent, index);
    state.renderList(node, "  ", () => `${bullet} `);
  },
  ordered_list(state, node, parent, index) {
    const point = pointOf(parent, index);
    const widest = String(node.attrs.order + node.childCount - 1).length + 2;
    state.renderList(node, " ".repeat(widest), (i) => `${node.attrs.order + i}${point} `.padEnd(widest));
  },
  picture(state, node) {
    const { address, alt, caption } = node.attrs;
    const said = caption ? ` "${caption.replace(/[\\"]/g, "\\$&").replace(/&(?=#?\w+;)/g, "\\&")}"` : "";
    state.write(`![${state.esc(alt)}](${address}${said})`);
    state.closeBlock(node);
  },
  card(state, node) {
    state.write(`::${node.attrs.kind} ${node.attrs.name}`);
    state.closeBlock(node);
  },
  hard_break(state) {
    state.write("\\\n");
    state.lineIsNew = true;
  },
};

const marks = {
  ...defaultMarkdownSerializer.marks,
  foreign: { open: "[", close: (_state, mark) => `](lang:${mark.attrs.language})`, mixable: true },
};

const serializer = new MarkdownSerializer(nodes, marks, { escapeExtraCharacters: EXTRA });

const PUNCTUATION = /[\p{P}\p{S}]/u;
const has = (node, mark) => node?.marks.some((m) => m.type.name === mark);
const isLetter = (char) => char !== undefined && !/\s/.test(char) && !PUNCTUATION.test(char);
const WRAPPED = ["link", "foreign", "code"];

// Whether a letter would stand right beside the stars; links, languages and code bring brackets of their own.
const touches = (node, other, char) =>
  other && !WRAPPED.some((mark) => has(other, mark) && !has(node, mark)) && isLetter(char);

// Stars hold on to a word only from outside: „**Hinweis:**Text“ would stay stars. The colon is set free.
function freed(parts, mark) {
  return parts.flatMap((node, i) => {
    if (!node.isText || !has(node, mark)) return [node];
    let [from, to] = [0, node.text.length];
    const [before, after] = [parts[i - 1], parts[i + 1]];
    if (!has(after, mark) && touches(node, after, after?.text?.[0]))
      while (to > from && !isLetter(node.text[to - 1])) to--;
    if (!has(before, mark) && touches(node, before, before?.text?.at(-1)))
      while (from < to && !isLetter(node.text[from])) from++;
    const plain = node.marks.filter((m) => m.type.name !== mark);
    const piece = (start, end, kept) => (start < end ? [node.cut(start, end).mark(kept)] : []);
    return [
      ...piece(0, from, plain),
      ...piece(from, to, node.marks),
      ...piece(to, node.text.length, plain),
    ];
  });
}

const isBreak = (node) => node?.type.name === "hard_break";

// Breaks part lines; at the edges of a paragraph, and one after another, they part nothing.
const parting = (parts) => {
  const kept = parts.filter((node, i) => !isBreak(node) || (i > 0 && !isBreak(parts[i - 1])));
  return isBreak(kept.at(-1)) ? kept.slice(0, -1) : kept;
};

function tidy(node) {
  if (!node.isTextblock) return node.isLeaf ? node : node.copy(Fragment.from(node.children.map(tidy)));
  return node.copy(Fragment.from(freed(freed(parting(node.children), "em"), "strong")));
}

export const write = (doc) => serializer.serialize(tidy(doc)).replace(/[ \t]+$/gm, "").trim();
