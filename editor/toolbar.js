// One stop for the Tab key; arrows lead from tool to tool (WAI-ARIA practices, toolbar).
import { Plugin } from "prosemirror-state";
import { isInTable } from "prosemirror-tables";

import { commands, level, levelAt, pressed } from "./commands.js";

const isThere = (tool) => !tool.closest("[hidden]");

function rove(bar, event) {
  const tools = [...bar.querySelectorAll("button, select")].filter(isThere);
  const here = tools.indexOf(document.activeElement);
  const steps = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: tools.length - 1 };
  if (here < 0 || !(event.key in steps)) return;
  event.preventDefault();
  focusTool(bar, tools[(steps[event.key] + tools.length) % tools.length]);
}

function focusTool(bar, tool) {
  for (const each of bar.querySelectorAll("button, select")) each.tabIndex = each === tool ? 0 : -1;
  tool.focus();
}

function show(bar, state) {
  for (const group of bar.querySelectorAll("[data-in-table]")) group.hidden = !isInTable(state);
  for (const button of bar.querySelectorAll("[data-do]")) {
    const name = button.dataset.do;
    if (name in pressed) button.setAttribute("aria-pressed", pressed[name](state));
    // Still reachable, so that nobody wonders where it went.
    if (name in commands) button.setAttribute("aria-disabled", !commands[name](state));
  }
  bar.querySelector("select").value = levelAt(state);
  const current = bar.querySelector("[tabindex='0']");
  if (!current || !isThere(current)) bar.querySelector("select").tabIndex = 0;
}

// `open` are the buttons that ask something first: {link: (view) => …}.
export const toolbar = (bar, open) =>
  new Plugin({
    view(view) {
      for (const tool of bar.querySelectorAll("button, select")) tool.tabIndex = -1;
      bar.addEventListener("keydown", (event) => {
        if (event.key === "Escape") view.focus();
        else rove(bar, event);
      });
      bar.addEventListener("focusin", ({ target }) => {
        for (const each of bar.querySelectorAll("[tabindex='0']")) each.tabIndex = -1;
        target.tabIndex = 0;
      });
      // The selection stays where it is while a button is pressed by mouse.
      bar.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
      bar.addEventListener("click", (event) => {
        const button = event.target.closest("[data-do]");
        if (!button) return;
        const name = button.dataset.do;
        if (open[name]) return open[name](view);
        commands[name](view.state, view.dispatch, view);
        // By keyboard one stays at the button and hears what it did; by mouse one goes on writing.
        if (event.detail) view.focus();
      });
      bar.querySelector("select").addEventListener("change", ({ target }) => {
        level(Number(target.value))(view.state, view.dispatch);
        view.focus();
      });
      show(bar, view.state);
      return { update: () => show(bar, view.state) };
    },
    props: {
      handleKeyDown(_view, event) {
        if (!(event.altKey && event.key === "F10")) return false;
        focusTool(bar, bar.querySelector("[tabindex='0']"));
        return true;
      },
    },
  });
