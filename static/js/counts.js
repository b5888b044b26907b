// The numbers behind kept filters: asked for one after another once the page stands. Without them the links do.
for (const place of document.querySelectorAll("[data-br-count]")) {
  try {
    const answer = await fetch(place.dataset.brCount, { headers: { Accept: "application/json" } });
    const { count } = answer.ok ? await answer.json() : {};
    if (count !== undefined) place.textContent = count === null ? "passt nicht mehr zur Liste" : count;
  } catch {
    break;
  }
}
