// What Word, LibreOffice, Google Docs and web pages put on the clipboard, reduced to what a text may consist of.
const UNWANTED =
  "script, style, head, title, meta, link, object, embed, iframe, svg, math, form, input, button, select, textarea, " +
  "video, audio, canvas, noscript, template, del, [hidden]";

const styleOf = (element) => element.getAttribute("data-style") || "";
const isInWord = (element) => /mso-list:\s*l\d+\s+level\d+/i.test(styleOf(element));

function wrap(element, tag) {
  const around = element.ownerDocument.createElement(tag);
  around.append(...element.childNodes);
  element.append(around);
}

function unwrap(element) {
  element.replaceWith(...element.childNodes);
}

// Bold and italic are often said by style alone; Google Docs wraps everything in <b> that is not bold.
function styled(body) {
  for (const element of body.querySelectorAll("[data-style]")) {
    const style = styleOf(element);
    const weight = /(?<![\w-])font-weight:\s*(\w+)/i.exec(style)?.[1];
    const isBlock = /^(P|DIV|LI|TD|TH|TABLE|TR|UL|OL|H\d|BODY)$/.test(element.tagName);
    if (/^(B|STRONG)$/.test(element.tagName) && /^(normal|400)$/.test(weight)) unwrap(element);
    else if (!isBlock && (/^bold/.test(weight) || Number(weight) >= 600)) wrap(element, "strong");
    if (!isBlock && /font-style:\s*italic/i.test(style)) wrap(element, "em");
  }
}

const levelOf = (paragraph) => Number(/level(\d+)/i.exec(styleOf(paragraph))[1]);

// Word writes lists as paragraphs with a level and a bullet of their own.
function listed(body) {
  for (const first of body.querySelectorAll("p, h1, h2, h3, h4, h5, h6")) {
    if (!isInWord(first) || !first.isConnected) continue;
    const stack = [];
    for (let each = first, next; each && isInWord(each); each = next) {
      next = each.nextElementSibling;
      const mark = [...each.querySelectorAll("*")].find((e) => /mso-list:\s*ignore/i.test(styleOf(e)));
      const isNumbered = /^\s*\(?(\d+|[a-z]{1,3})[.)]/i.test(mark?.textContent || "");
      mark?.remove();
      const level = Math.min(levelOf(each), stack.length + 1);
      stack.length = Math.min(stack.length, level);
      if (!stack[level - 1]) {
        stack[level - 1] = each.ownerDocument.createElement(isNumbered ? "ol" : "ul");
        if (level > 1) stack[level - 2].lastElementChild.append(stack[level - 1]);
        else each.before(stack[0]);
      }
      const item = each.ownerDocument.createElement("li");
      const words = each.ownerDocument.createElement("p");
      words.append(...each.childNodes);
      item.append(words);
      stack[level - 1].append(item);
      each.remove();
    }
  }
}

function linked(body, origin) {
  for (const link of body.querySelectorAll("a")) {
    const href = (link.getAttribute("href") || "").trim();
    const own = href.startsWith(`${origin}/`) ? href.slice(origin.length) : href;
    if (/^(https?:\/\/|mailto:|tel:|\/(?!\/))/i.test(own)) link.setAttribute("href", own);
    else unwrap(link);
  }
}

// A cell over two columns becomes two; a table inside of a cell becomes its words.
function tabulated(body) {
  for (const inner of body.querySelectorAll("table table")) inner.replaceWith(inner.textContent);
  for (const cell of body.querySelectorAll("td, th")) {
    const more = Math.min(cell.colSpan, 20) - 1;
    cell.removeAttribute("colspan");
    cell.removeAttribute("rowspan");
    for (let i = 0; i < more; i++) cell.after(cell.ownerDocument.createElement(cell.tagName));
    for (const line of cell.querySelectorAll("p, div, li, br")) line.after(" ");
    for (const line of cell.querySelectorAll("p, div, li, ul, ol, br, h1, h2, h3, h4, h5, h6")) unwrap(line);
  }
  for (const caption of body.querySelectorAll("caption, colgroup")) caption.remove();
}

function emptied(body) {
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    node.data = node.data.replace(/(^|\s)\u00a0+|\u00a0+(?=\s|$)/g, " ").replace(/[\u00ad\u200b\ufeff]/g, "");
  for (const paragraph of body.querySelectorAll("p, div, h1, h2, h3, h4, h5, h6, li"))
    if (!paragraph.textContent.trim() && !paragraph.querySelector("table, hr")) paragraph.remove();
}

// Parsed as they are, styles and handlers would do nothing, but the page's content policy would report each.
const inert = (html) =>
  html
    .replace(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, "")
    .replace(/<\/?o:p[^>]*>/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/([\s/"'])(style|on\w+)\s*=/gi, "$1 data-$2="));

// HTML of a stranger to HTML that the schema reads without surprises; says how many pictures were left out. Where a text
// has no `cards`, they are the words that stand in them.
export function clean(dirty, origin, { cards }) {
  const { body } = new DOMParser().parseFromString(inert(dirty), "text/html");
  if (!cards) for (const card of body.querySelectorAll("[data-card]")) card.removeAttribute("data-card");
  if (body.querySelector("[data-pm-slice]")) return { html: body.innerHTML, pictures: 0 };
  for (const element of body.querySelectorAll(UNWANTED)) element.remove();
  const pictures = body.querySelectorAll("img, picture").length;
  for (const picture of body.querySelectorAll("img, picture, figure[data-address]")) picture.remove();
  for (const title of body.querySelectorAll("p.MsoTitle")) {
    const heading = title.ownerDocument.createElement("h2");
    heading.append(...title.childNodes);
    title.replaceWith(heading);
  }
  listed(body);
  styled(body);
  linked(body, origin);
  tabulated(body);
  emptied(body);
  for (const element of body.querySelectorAll("[lang]")) element.removeAttribute("lang");
  return { html: body.innerHTML, pictures };
}

// Inside of a table cell only words fit: whatever is pasted becomes one line.
export function asLine(slice) {
  const parts = [];
  slice.content.descendants((node) => {
    if (!node.isTextblock) return true;
    const words = node.children.filter((child) => child.isText);
    if (parts.length && words.length) parts.push(node.type.schema.text(" "));
    parts.push(...words);
    return false;
  });
  return parts;
}
