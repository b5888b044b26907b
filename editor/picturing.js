// Pictures of the portal's collection, and new ones that join it.
import { ask, dialogOf, finder } from "./asking.js";
import { place, selected } from "./placing.js";
import { schema } from "./schema.js";

const { picture } = schema.nodes;

async function upload(form, root, token) {
  const data = new FormData();
  for (const field of form.querySelectorAll("[data-part]"))
    data.append(field.dataset.part, field.type === "file" ? field.files[0] ?? "" : field.value);
  const answer = await fetch(root.dataset.pictures, {
    method: "POST",
    headers: { "X-CSRFToken": token, Accept: "application/json" },
    body: data,
  });
  return answer.json();
}

function showFaults(form, errors) {
  for (const field of form.querySelectorAll("[data-part]")) {
    const fault = form.querySelector(`[data-fault="${field.dataset.part}"]`);
    fault.textContent = (errors[field.dataset.part] ?? []).join(" ");
    if (fault.textContent) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
  form.querySelector("[aria-invalid]")?.focus();
}

export const openPicture = (root) => (view) => {
  const asked = dialogOf(root, "picture");
  const { dialog, fields } = asked;
  const { search, hits, status, chosen, alt, caption, sizes } = fields;
  let address = "";
  const choose = (hit) => {
    address = hit.address;
    chosen.textContent = hit.title;
    alt.value = hit.alt;
    sizes.hidden = false;
    dialog.querySelector("[value='put']").disabled = false;
    alt.focus();
  };
  const old = selected(view.state, picture)?.attrs;
  if (old) {
    choose({ address: old.address, title: old.alt, alt: old.alt });
    caption.value = old.caption;
  }
  const look = finder({ input: search, hits, status, address: root.dataset.pictures, choose });
  fields.upload?.addEventListener("click", async () => {
    const token = root.closest("form").elements.csrfmiddlewaretoken.value;
    status.textContent = status.dataset.busy;
    try {
      const answer = await upload(dialog, root, token);
      status.textContent = answer.said;
      showFaults(dialog, answer.errors ?? {});
      if (answer.picture) choose(answer.picture);
    } catch {
      status.textContent = status.dataset.failed;
    }
  });
  dialog.addEventListener("close", () => view.focus());
  ask(asked, (pressed) => {
    if (pressed !== "put" || !address) return false;
    return place(view, picture, { address, alt: alt.value.trim(), caption: caption.value.trim() });
  });
  look();
};
