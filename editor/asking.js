// Dialogs: what the editor asks before it puts in a link, a picture or words in another language.

// A copy of the template's dialog at the end of the page, so that no form stands inside of a form.
export function dialogOf(root, name) {
  const dialog = root.querySelector(`template[data-dialog="${name}"]`).content.firstElementChild.cloneNode(true);
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", ({ target }) => target.closest("[data-close]") && dialog.close());
  // Labels of a page with several editors point at the own fields.
  const mark = `-${Math.random().toString(36).slice(2, 8)}`;
  for (const part of dialog.querySelectorAll("[id]")) part.id += mark;
  for (const attribute of ["for", "aria-labelledby", "aria-describedby"])
    for (const part of [dialog, ...dialog.querySelectorAll(`[${attribute}]`)])
      if (part.hasAttribute(attribute)) part.setAttribute(attribute, part.getAttribute(attribute) + mark);
  const fields = Object.fromEntries(
    [...dialog.querySelectorAll("[data-field]")].map((field) => [field.dataset.field, field]),
  );
  return { dialog, fields };
}

// Shows the dialog; `done` is called with the button that was pressed ("" for the Enter key).
export function ask({ dialog }, done) {
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (done(event.submitter?.value ?? "") !== false) dialog.close();
  });
  dialog.showModal();
}

function choice(hit, choose) {
  const button = document.createElement("button");
  button.type = "button";
  if (hit.thumbnail) {
    const picture = new Image();
    [picture.src, picture.alt, picture.loading] = [hit.thumbnail, "", "lazy"];
    button.append(picture);
  }
  const title = document.createElement("span");
  title.textContent = hit.title;
  button.append(title);
  if (hit.kind) {
    const kind = document.createElement("small");
    kind.textContent = hit.kind;
    button.append(kind);
  }
  button.addEventListener("click", () => choose(hit, button));
  const item = document.createElement("li");
  item.append(button);
  return item;
}

// A search field that lists what the server finds; the number of hits is said aloud.
export function finder({ input, hits, status, address, choose }) {
  let latest = 0;
  async function look() {
    const turn = ++latest;
    try {
      const answer = await fetch(`${address}?q=${encodeURIComponent(input.value.trim())}`, {
        headers: { Accept: "application/json" },
      });
      if (!answer.ok) throw new Error(answer.status);
      const found = await answer.json();
      if (turn !== latest) return;
      hits.replaceChildren(...found.hits.map((hit) => choice(hit, choose)));
      status.textContent = found.said;
    } catch {
      if (turn === latest) status.textContent = status.dataset.failed;
    }
  }
  let soon;
  input.addEventListener("input", () => {
    clearTimeout(soon);
    soon = setTimeout(look, 250);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    look();
  });
  return look;
}
