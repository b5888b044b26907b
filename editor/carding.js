// Cards of contact points and teasers: chosen from a list, shown by their names, written as "::kontakt <name>".
import { ask, dialogOf, finder } from "./asking.js";
import { place, selected } from "./placing.js";
import { schema } from "./schema.js";

const { card } = schema.nodes;

export const openCard = (root) => (view) => {
  const asked = dialogOf(root, "card");
  const { search, hits, status, chosen } = asked.fields;
  const add = asked.dialog.querySelector("[value='put']");
  let address = "";
  const choose = (hit) => {
    address = hit.address;
    chosen.textContent = hit.title;
    chosen.parentElement.hidden = false;
    add.disabled = false;
    add.focus();
  };
  const old = selected(view.state, card);
  const look = finder({ input: search, hits, status, address: root.dataset.cards, choose });
  if (old) search.value = old.attrs.name;
  asked.dialog.addEventListener("close", () => view.focus());
  ask(asked, (pressed) => {
    if (pressed !== "put" || !address) return false;
    const [kind, name] = address.split(":");
    return place(view, card, { kind, name });
  });
  look();
};

// How a card looks while one writes: its kind and what it is called, as soon as the server has said so.
export function cardViews(root) {
  let asked;
  const known = async () => {
    const answer = await fetch(root.dataset.cards, { headers: { Accept: "application/json" } });
    return new Map((await answer.json()).hits.map((hit) => [hit.address, hit]));
  };
  return (node) => {
    const dom = document.createElement("div");
    dom.className = "br-editor__card";
    const [kind, name] = [document.createElement("small"), document.createElement("span")];
    kind.textContent = root.dataset[node.attrs.kind] ?? node.attrs.kind;
    name.textContent = node.attrs.name;
    dom.append(kind, name);
    asked ??= known();
    asked.then((cards) => {
      name.textContent = cards.get(`${node.attrs.kind}:${node.attrs.name}`)?.title ?? node.attrs.name;
    }, () => (asked = undefined));
    return { dom };
  };
}
