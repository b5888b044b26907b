// Markdown to a document, as the server reads it (bildungsregion/base/markdown.py).
import markdownIt from "markdown-it";
import { MarkdownParser } from "prosemirror-markdown";

import { CARD, schema } from "./schema.js";

const PICTURE = /^\/bilder\/\d{1,9}\/$/;
const LANGUAGE = /^lang:([a-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3})$/;

const reader = markdownIt({ html: false, linkify: false, typographer: false }).disable("strikethrough");

// The first heading is an h2, whatever it was typed as: the page has its own h1.
function shiftHeadings(tokens) {
  const headings = tokens.filter((token) => token.type.startsWith("heading_"));
  const top = Math.min(...headings.map((token) => Number(token.tag[1])));
  for (const token of headings) token.tag = `h${Math.min(Number(token.tag[1]) - top + 2, 5)}`;
}

const isPicture = (tokens, place) =>
  tokens[place].type === "paragraph_open" &&
  tokens[place].level === 0 &&
  tokens[place + 1].children.length === 1 &&
  tokens[place + 1].children[0].type === "image" &&
  PICTURE.test(tokens[place + 1].children[0].attrGet("src"));

function pictureOf(image, Token) {
  const token = new Token("picture", "figure", 0);
  token.meta = {
    address: image.attrGet("src"),
    alt: image.content,
    caption: image.attrGet("title") || "",
  };
  return token;
}

const cardIn = (tokens, place) =>
  tokens[place].level === 0 &&
  tokens[place + 1].children.length === 1 &&
  tokens[place + 1].children[0].type === "text" &&
  CARD.exec(tokens[place + 1].content);

function cardOf([, kind, name], Token) {
  const token = new Token("card", "div", 0);
  token.meta = { kind, name };
  return token;
}

function inline(children) {
  const open = [];
  for (const token of children) {
    if (token.type === "image") token.type = "text";
    if (token.type === "link_open") {
      const language = LANGUAGE.exec(token.attrGet("href"));
      if (language) [token.type, token.meta] = ["foreign_open", language[1]];
      open.push(token.type);
    }
    if (token.type === "link_close" && open.pop() === "foreign_open") token.type = "foreign_close";
  }
}

// Three things of the portal's own, as the server knows them.
reader.core.ruler.push("portal", (state) => {
  shiftHeadings(state.tokens);
  const tokens = [];
  for (let place = 0; place < state.tokens.length; place++) {
    const token = state.tokens[place];
    if (token.type === "paragraph_open" && isPicture(state.tokens, place)) {
      tokens.push(pictureOf(state.tokens[place + 1].children[0], state.Token));
      place += 2;
      continue;
    }
    const card = state.env.cards && token.type === "paragraph_open" && cardIn(state.tokens, place);
    if (card) {
      tokens.push(cardOf(card, state.Token));
      place += 2;
      continue;
    }
    if (token.children) inline(token.children);
    tokens.push(token);
  }
  state.tokens = tokens;
});

// A list is tight when its paragraphs are hidden.
function isTight(tokens, place) {
  while (++place < tokens.length)
    if (tokens[place].type !== "list_item_open") return tokens[place].hidden;
  return false;
}

const align = (token) => ({
  align: /text-align:(right|center)/.exec(token.attrGet("style") || "")?.[1] ?? null,
});

const parser = new MarkdownParser(schema, reader, {
  blockquote: { block: "blockquote" },
  paragraph: { block: "paragraph" },
  list_item: { block: "list_item" },
  bullet_list: {
    block: "bullet_list",
    getAttrs: (token, tokens, place) => ({ bullet: token.markup, tight: isTight(tokens, place) }),
  },
  ordered_list: {
    block: "ordered_list",
    getAttrs: (token, tokens, place) => ({
      order: Number(token.attrGet("start") ?? 1),
      tight: isTight(tokens, place),
    }),
  },
  heading: { block: "heading", getAttrs: (token) => ({ level: Number(token.tag[1]) }) },
  code_block: { block: "code_block", noCloseToken: true },
  fence: { block: "code_block", getAttrs: (token) => ({ params: token.info.replace(/`/g, "") }), noCloseToken: true },
  hr: { node: "horizontal_rule" },
  picture: { node: "picture", getAttrs: (token) => token.meta },
  card: { node: "card", getAttrs: (token) => token.meta },
  hardbreak: { node: "hard_break" },
  table: { block: "table" },
  thead: { ignore: true },
  tbody: { ignore: true },
  tr: { block: "table_row" },
  th: { block: "table_header", getAttrs: align },
  td: { block: "table_cell", getAttrs: align },
  em: { mark: "em" },
  strong: { mark: "strong" },
  link: {
    mark: "link",
    getAttrs: (token) => ({ href: token.attrGet("href"), title: token.attrGet("title") || null }),
  },
  foreign: { mark: "foreign", getAttrs: (token) => ({ language: token.meta }) },
  code_inline: { mark: "code", noCloseToken: true },
});

// Cards stand in lines of their own (pages/cards.py); as paragraphs they stay that.
const CARD_LINE = /^::\w+[ \t]+\S{1,140}[ \t]*$/gm;

// A text of nothing is one empty paragraph. Where pages know no `cards`, such a line is words.
export function read(markdown, { cards = true } = {}) {
  const doc = parser.parse(markdown.replace(CARD_LINE, "\n$&\n"), { cards });
  return doc.childCount ? doc : schema.topNodeType.createAndFill();
}
