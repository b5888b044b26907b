// A search above a long list of choices: what does not match is taken out while somebody types.

for (const select of document.querySelectorAll("select[data-br-find]")) {
  const field = document.createElement("input");
  field.type = "search";
  field.className = "kern-form-input__input";
  field.setAttribute("aria-label", select.dataset.brFind);
  field.placeholder = select.dataset.brFind;
  field.autocomplete = "off";
  const all = [...select.querySelectorAll("option")].filter((option) => option.value);
  const groups = [...select.querySelectorAll("optgroup")];
  const homes = new Map(all.map((option) => [option, option.parentElement]));

  const fold = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/ß/g, "ss");
  field.addEventListener("input", () => {
    const words = fold(field.value).split(/\s+/).filter(Boolean);
    const chosen = select.value;
    const fits = all.filter((option) => {
      const text = fold(`${option.textContent} ${homes.get(option).label ?? ""}`);
      return words.every((word) => text.includes(word));
    });
    // What is chosen already stays, until exactly one other fits.
    const matches = all.filter((option) => fits.includes(option) || option.value === chosen);
    all.forEach((option) => option.remove());
    groups.forEach((group) => group.remove());
    for (const option of matches) {
      const home = homes.get(option);
      home.append(option);
      if (home !== select) select.append(home);
    }
    select.value = words.length && fits.length === 1 ? fits[0].value : chosen;
    if (select.value !== chosen) select.dispatchEvent(new Event("input", { bubbles: true }));
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  select.closest(".kern-form-input__select-wrapper").before(field);
}
