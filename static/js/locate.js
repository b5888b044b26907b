// „Near me“ on a click: the browser is asked where it is, and the list is opened there. The position goes into
// the address rounded to about a hundred metres, and nowhere else.
const DECIMALS = 3;

function offer(form) {
  form.querySelector("[data-br-locate]")?.removeAttribute("hidden");
}

function tell(form, text) {
  form.querySelector("[data-br-located]").textContent = text;
}

function show(form, { latitude, longitude }) {
  let field = form.elements.namedItem("standort");
  if (!field) {
    field = document.createElement("input");
    field.type = "hidden";
    field.name = "standort";
    form.append(field);
  }
  field.value = `${latitude.toFixed(DECIMALS)},${longitude.toFixed(DECIMALS)}`;
  form.elements.namedItem("ort").value = "";
  tell(form, "");
  form.requestSubmit();
}

const form = document.querySelector("form[data-br-filter]");
if (form && navigator.geolocation) {
  offer(form);
  form.addEventListener("br:swapped", () => offer(form));
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-br-locate]");
    if (!button) return;
    tell(form, button.dataset.brAsking);
    navigator.geolocation.getCurrentPosition(
      (position) => show(form, position.coords),
      (error) => tell(form, error.code === 1 ? button.dataset.brRefused : button.dataset.brFailed),
      { enableHighAccuracy: false, timeout: 10000, maximumAge: 60000 },
    );
  });
}
