// A changed filter answers at once: the page that the button would fetch is fetched, and its results and
// its form take the place of ours. Without this module, or when the network fails, the button does the same.
const part = (page, name) => page.querySelector(`[data-br-${name}]`) ?? page.querySelector(`.br-${name} form`);

let pending;

function address(form) {
  const url = new URL(form.action || location.href, location.href);
  const typed = [...new FormData(form)].filter(([, value]) => value !== "");
  url.search = new URLSearchParams(typed).toString();
  url.hash = "";
  return url;
}

function swap(fresh, old) {
  if (fresh && old) {
    const unfolded = [...old.querySelectorAll("details")].map((part) => part.open);
    old.replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)));
    // What somebody has unfolded stays so.
    old.querySelectorAll("details").forEach((part, number) => {
      part.open = unfolded[number] ?? part.open;
    });
    old.dispatchEvent(new CustomEvent("br:swapped"));
  }
}

function announce() {
  const status = part(document, "status");
  if (status) {
    status.textContent = document.querySelector("#treffer")?.textContent ?? "";
  }
}

// Where the form fills the screen of a phone, an answer to the button comes into sight.
function reveal() {
  const heading = document.querySelector("#treffer");
  if (heading && heading.getBoundingClientRect().top > window.innerHeight * 0.8) {
    heading.scrollIntoView({ block: "center" });
  }
}

async function show(form, url) {
  const results = part(document, "results");
  pending?.abort();
  pending = new AbortController();
  results.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(url, { signal: pending.signal, headers: { Accept: "text/html" } });
    if (!response.ok) {
      throw new Error(String(response.status));
    }
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const focused = document.activeElement?.id;
    swap(part(page, "results"), results);
    // Whoever typed on meanwhile keeps what is typed.
    if (address(form).href === url.href) {
      swap(part(page, "filter"), form);
    }
    if (focused) {
      document.getElementById(focused)?.focus({ preventScroll: true });
    }
    history.replaceState(null, "", url);
    announce();
    results.removeAttribute("aria-busy");
  } catch (error) {
    if (error.name !== "AbortError") {
      location.assign(url);
    }
  }
}

const form = part(document, "filter");
if (form && part(document, "results")) {
  form.addEventListener("change", () => show(form, address(form)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show(form, address(form)).then(reveal);
  });
}
