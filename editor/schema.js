// What a text may consist of: exactly what bildungsregion/base/markdown.py shows.
import { Schema } from "prosemirror-model";

// What a link may lead to, and which pictures there are; whatever is pasted passes here.
const SAFE_LINK = /^(https?:\/\/|mailto:|tel:|\/(?!\/)|#)/i;
const OWN_PICTURE = /^\/bilder\/\d{1,9}\/$/;
// A line that places a card (pages/cards.py).
export const CARD = /^::(kontakt|teaser)[ \t]+(\S{1,140})[ \t]*$/;
const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}$/;

export const isSafeLink = (href) => SAFE_LINK.test(href);

const cellAttributes = {
  colspan: { default: 1 },
  rowspan: { default: 1 },
  colwidth: { default: null },
  align: { default: null },
};

const cell = (tag, role) => ({
  content: "text*",
  attrs: cellAttributes,
  tableRole: role,
  isolating: true,
  parseDOM: [{ tag, getAttrs: (dom) => ({ align: dom.getAttribute("data-align") }) }],
  toDOM: (node) => [tag, node.attrs.align ? { "data-align": node.attrs.align } : {}, 0],
});

const heading = (level) => ({ tag: `h${level}`, attrs: { level: Math.min(Math.max(level, 2), 5) } });

export const schema = new Schema({
  nodes: {
    // Pictures and cards stand between paragraphs, not inside of lists and quotes.
    doc: { content: "(block | picture | card)+" },
    paragraph: {
      content: "inline*",
      group: "block",
      parseDOM: [{ tag: "p" }],
      toDOM: () => ["p", 0],
    },
    heading: {
      attrs: { level: { default: 2 } },
      content: "text*",
      group: "block",
      defining: true,
      parseDOM: [1, 2, 3, 4, 5, 6].map(heading),
      toDOM: (node) => [`h${node.attrs.level}`, 0],
    },
    blockquote: {
      content: "block+",
      group: "block",
      defining: true,
      parseDOM: [{ tag: "blockquote" }],
      toDOM: () => ["blockquote", 0],
    },
    horizontal_rule: { group: "block", parseDOM: [{ tag: "hr" }], toDOM: () => ["hr"] },
    code_block: {
      content: "text*",
      marks: "",
      group: "block",
      code: true,
      defining: true,
      attrs: { params: { default: "" } },
      parseDOM: [{ tag: "pre", preserveWhitespace: "full" }],
      toDOM: () => ["pre", ["code", 0]],
    },
    ordered_list: {
      content: "list_item+",
      group: "block",
      attrs: { order: { default: 1 }, tight: { default: true } },
      parseDOM: [{ tag: "ol", getAttrs: (dom) => ({ order: dom.start || 1 }) }],
      toDOM: (node) => ["ol", node.attrs.order === 1 ? {} : { start: node.attrs.order }, 0],
    },
    bullet_list: {
      content: "list_item+",
      group: "block",
      attrs: { bullet: { default: "-" }, tight: { default: true } },
      parseDOM: [{ tag: "ul" }],
      toDOM: () => ["ul", 0],
    },
    list_item: {
      content: "paragraph block*",
      defining: true,
      parseDOM: [{ tag: "li" }],
      toDOM: () => ["li", 0],
    },
    picture: {
      attrs: { address: {}, alt: { default: "" }, caption: { default: "" } },
      draggable: true,
      parseDOM: [
        {
          tag: "figure[data-address]",
          getAttrs: ({ dataset: { address, alt = "", caption = "" } }) =>
            OWN_PICTURE.test(address) && { address, alt, caption },
        },
      ],
      toDOM: ({ attrs: { address, alt, caption } }) => [
        "figure",
        { "data-address": address, "data-alt": alt, "data-caption": caption },
        ["img", { src: address, alt }],
        ["figcaption", caption || alt],
      ],
    },
    card: {
      attrs: { kind: {}, name: {} },
      draggable: true,
      parseDOM: [
        {
          tag: "div[data-card]",
          getAttrs: ({ dataset }) => {
            const found = CARD.exec(dataset.card);
            return found && { kind: found[1], name: found[2] };
          },
        },
      ],
      toDOM: ({ attrs: { kind, name } }) => ["div", { "data-card": `::${kind} ${name}` }, name],
      leafText: ({ attrs: { name } }) => name,
    },
    table: {
      content: "table_row+",
      group: "block",
      tableRole: "table",
      isolating: true,
      parseDOM: [{ tag: "table" }],
      toDOM: () => ["table", ["tbody", 0]],
    },
    table_row: {
      content: "(table_cell | table_header)*",
      tableRole: "row",
      parseDOM: [{ tag: "tr" }],
      toDOM: () => ["tr", 0],
    },
    table_cell: cell("td", "cell"),
    table_header: cell("th", "header_cell"),
    text: { group: "inline" },
    hard_break: {
      inline: true,
      group: "inline",
      selectable: false,
      linebreakReplacement: true,
      parseDOM: [{ tag: "br" }],
      toDOM: () => ["br"],
      leafText: () => "\n",
    },
  },
  marks: {
    link: {
      attrs: { href: {}, title: { default: null } },
      inclusive: false,
      parseDOM: [
        {
          tag: "a[href]",
          getAttrs: (dom) =>
            isSafeLink(dom.getAttribute("href")) && {
              href: dom.getAttribute("href"),
              title: dom.getAttribute("title"),
            },
        },
      ],
      toDOM: ({ attrs: { href, title } }) => ["a", title ? { href, title } : { href }, 0],
    },
    foreign: {
      attrs: { language: {} },
      inclusive: false,
      excludes: "link foreign",
      parseDOM: [{ tag: "span[lang]", getAttrs: (dom) => LANGUAGE.test(dom.lang) && { language: dom.lang } }],
      toDOM: (mark) => ["span", { lang: mark.attrs.language, dir: "auto" }, 0],
    },
    em: {
      parseDOM: [{ tag: "em" }, { tag: "i" }],
      toDOM: () => ["em", 0],
    },
    strong: {
      parseDOM: [{ tag: "strong" }, { tag: "b" }],
      toDOM: () => ["strong", 0],
    },
    code: { code: true, parseDOM: [{ tag: "code" }], toDOM: () => ["code", 0] },
  },
});
