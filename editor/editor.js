// The editor of texts: takes the place of a Markdown field and writes Markdown back into it.
import { baseKeymap } from "prosemirror-commands";
import { dropCursor } from "prosemirror-dropcursor";
import { gapCursor } from "prosemirror-gapcursor";
import { history, redo, undo } from "prosemirror-history";
import { inputRules, textblockTypeInputRule, wrappingInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { splitListItem } from "prosemirror-schema-list";
import { EditorState } from "prosemirror-state";
import { goToNextCell, isInTable, tableEditing } from "prosemirror-tables";
import { EditorView } from "prosemirror-view";

import { cardViews, openCard } from "./carding.js";
import { commands, enterInTable, level } from "./commands.js";
import { openLanguage, openLink } from "./linking.js";
import { asLine, clean } from "./pasting.js";
import { openPicture } from "./picturing.js";
import { read } from "./reading.js";
import { schema } from "./schema.js";
import { straightTables } from "./tables.js";
import { toolbar } from "./toolbar.js";
import { write } from "./writing.js";

const { nodes } = schema;
// A clipboard that is larger is not even looked at.
const MOST_PASTED = 4_000_000;

const rules = inputRules({
  rules: [
    wrappingInputRule(/^\s*[-*]\s$/, nodes.bullet_list),
    wrappingInputRule(/^(\d{1,3})\.\s$/, nodes.ordered_list, (match) => ({ order: Number(match[1]) })),
    wrappingInputRule(/^\s*>\s$/, nodes.blockquote),
    textblockTypeInputRule(/^(#{1,4})\s$/, nodes.heading, (match) => ({ level: match[1].length + 1 })),
  ],
});

const lineBreak = (state, dispatch) => {
  if (state.selection.$from.parent.type !== nodes.paragraph) return false;
  dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
  return true;
};

const keys = (open) =>
  keymap({
    "Mod-b": commands.strong,
    "Mod-i": commands.em,
    "Mod-z": undo,
    "Mod-y": redo,
    "Shift-Mod-z": redo,
    "Mod-k": (_state, _dispatch, view) => (open.link(view), true),
    "Mod-Alt-0": level(0),
    "Mod-Alt-1": level(2),
    "Mod-Alt-2": level(3),
    "Mod-Alt-3": level(4),
    "Mod-Shift-7": commands.numbers,
    "Mod-Shift-8": commands.bullets,
    "Mod-]": commands.deeper,
    "Mod-[": commands.higher,
    Tab: goToNextCell(1),
    "Shift-Tab": goToNextCell(-1),
    "Shift-Enter": lineBreak,
    Enter: (state, dispatch, view) =>
      enterInTable(state, dispatch, view) || splitListItem(nodes.list_item)(state, dispatch),
  });

// Everything around the field: what it is called, what helps, what is wrong with it.
function names(field) {
  const label = field.labels[0];
  if (label) label.id ||= `${field.id}_label`;
  const said = (name) => (field.getAttribute(name) ? { [name]: field.getAttribute(name) } : {});
  return {
    role: "textbox",
    "aria-multiline": "true",
    lang: field.lang || document.documentElement.lang,
    ...(label ? { "aria-labelledby": label.id } : { "aria-label": field.name }),
    ...said("aria-describedby"),
    ...said("aria-invalid"),
    ...said("dir"),
  };
}

// The first submit button of a form is what the Enter key presses in any field: the preview must not be that one.
function previewing(button) {
  button.type = "button";
  button.addEventListener("click", () => {
    button.type = "submit";
    button.form.requestSubmit(button);
    button.type = "button";
  });
}

class TextEditor {
  constructor(root) {
    this.root = root;
    this.field = root.querySelector("textarea");
    this.status = root.querySelector("[data-status]");
    this.bar = root.querySelector("[role=toolbar]");
    this.longest = Number(root.dataset.longest);
    this.cards = Boolean(root.dataset.cards);
    const open = {
      link: openLink(root), language: openLanguage(root), picture: openPicture(root),
      ...(this.cards ? { card: openCard(root) } : {}), source: () => this.showSource(),
    };
    this.plugins = [
      rules, keys(open), keymap(baseKeymap), history(), dropCursor({ color: false, class: "br-editor__drop" }),
      gapCursor(), straightTables(), tableEditing(), toolbar(this.bar, open),
    ];
    this.view = new EditorView({ mount: root.querySelector("[data-surface]") }, {
      state: EditorState.create({ doc: this.read(), plugins: this.plugins }),
      attributes: names(this.field),
      dispatchTransaction: (transaction) => this.dispatch(transaction),
      transformPastedHTML: (html) => this.cleaned(html),
      handlePaste: (view, event, slice) => this.paste(view, slice),
      handleDOMEvents: { paste: (_view, event) => this.refuses(event) },
      handleDoubleClickOn: (view, _pos, { type }) => type.name in open && (open[type.name](view), true),
      ...(this.cards ? { nodeViews: { card: cardViews(root) } } : {}),
    });
    this.field.required = false;
    this.field.closest("form").addEventListener("formdata", ({ formData }) => {
      if (!this.isSource && this.field.name) formData.set(this.field.name, this.written());
    });
    this.field.labels[0]?.addEventListener("click", () => this.isSource || this.view.focus());
    previewing(root.querySelector("[formaction]"));
    root.querySelector("[data-back]").addEventListener("click", () => this.hideSource());
    this.show(false);
  }

  read() {
    return read(this.field.value, { cards: this.cards });
  }

  // Only what was changed is written anew; an untouched text stays as it is, letter by letter.
  written() {
    if (this.changed) this.field.value = write(this.view.state.doc);
    return this.field.value;
  }

  dispatch(transaction) {
    this.view.updateState(this.view.state.apply(transaction));
    if (!transaction.docChanged) return;
    this.changed = true;
    clearTimeout(this.soon);
    this.soon = setTimeout(() => {
      this.written();
      this.field.dispatchEvent(new Event("input", { bubbles: true }));
    }, 400);
  }

  say(name) {
    this.status.textContent = this.status.dataset[name];
  }

  refuses(event) {
    const { length } = event.clipboardData?.getData("text/html") || event.clipboardData?.getData("text/plain") || "";
    if (length <= MOST_PASTED) return false;
    event.preventDefault();
    this.say("tooMuch");
    return true;
  }

  cleaned(html) {
    const { html: safe, pictures } = clean(html, location.origin, { cards: this.cards });
    this.leftOut = pictures > 0;
    return safe;
  }

  paste(view, slice) {
    if (view.state.doc.textContent.length + slice.content.textBetween(0, slice.content.size).length > this.longest) {
      this.say("tooMuch");
      return true;
    }
    this.status.textContent = "";
    if (this.leftOut) this.say("pictures");
    this.leftOut = false;
    const isRow = slice.content.firstChild?.type.spec.tableRole;
    if (!isInTable(view.state) || isRow) return false;
    const line = asLine(slice);
    view.dispatch(view.state.tr.replaceWith(view.state.selection.from, view.state.selection.to, line).scrollIntoView());
    return true;
  }

  show(isSource) {
    this.isSource = isSource;
    for (const part of [this.bar, this.view.dom]) part.hidden = isSource;
    this.field.hidden = !isSource;
    this.root.querySelector("[data-back]").hidden = !isSource;
    this.root.classList.toggle("is-on", !isSource);
  }

  showSource() {
    this.written();
    this.show(true);
    this.field.focus();
  }

  hideSource() {
    const doc = this.read();
    this.changed = true;
    const { tr } = this.view.state;
    this.view.dispatch(tr.replaceWith(0, tr.doc.content.size, doc.content));
    this.show(false);
    this.view.focus();
  }
}

function mount(scope) {
  for (const root of scope.querySelectorAll("[data-br-editor]:not(.is-mounted)")) {
    // The empty row that the office's lists of parts are copied from.
    if (root.closest(".empty-form")) continue;
    root.classList.add("is-mounted");
    new TextEditor(root);
  }
}

mount(document);
document.addEventListener("formset:added", ({ target }) => mount(target));
