// The window of the map on its drawing: what is seen now, and the address that shows the same.
const FINEST = 64;
const bounded = (value, least, most) => Math.min(Math.max(value, least), most);

// Zoomed by `factor` around a point of the screen, then moved by pixels. Marks and names keep their size.
export function look(svg, factor, point, across = 0, down = 0) {
  const screen = svg.getBoundingClientRect();
  const seen = svg.viewBox.baseVal;
  const [wide, high] = [Number(svg.dataset.width), Number(svg.dataset.height)];
  const width = bounded(seen.width / factor, wide / FINEST, wide);
  const height = (width * high) / wide;
  const left = seen.x + ((seen.width - width) * (point.x - screen.x)) / screen.width;
  const top = seen.y + ((seen.height - height) * (point.y - screen.y)) / screen.height;
  const nearer = width / seen.width;
  for (const mark of svg.querySelectorAll("[transform]")) {
    const text = mark.getAttribute("transform");
    mark.setAttribute("transform", text.replace(/scale\((.+)\)/, (_, size) => `scale(${size * nearer})`));
  }
  seen.x = bounded(left - (across * width) / screen.width, 0, wide - width);
  seen.y = bounded(top - (down * height) / screen.height, 0, high - height);
  seen.width = width;
  seen.height = height;
}

export function middle(svg) {
  const screen = svg.getBoundingClientRect();
  return { x: screen.x + screen.width / 2, y: screen.y + screen.height / 2 };
}

// Latitude, longitude and level as the server reads them; without a window where everything is seen.
export function address(svg) {
  const seen = svg.viewBox.baseVal;
  const [west, north, east, south] = svg.dataset.earth.split(" ").map(Number);
  const url = new URL(location.href);
  const level = Math.log2(Number(svg.dataset.width) / seen.width);
  const longitude = west + (east - west) * ((seen.x + seen.width / 2) / Number(svg.dataset.width));
  const latitude = north + (south - north) * ((seen.y + seen.height / 2) / Number(svg.dataset.height));
  url.searchParams.delete("stelle");
  url.searchParams.set("ausschnitt", `${latitude.toFixed(4)}_${longitude.toFixed(4)}_${level.toFixed(1)}`);
  if (level < 0.05 && !url.searchParams.get("gemeinde")) url.searchParams.delete("ausschnitt");
  url.hash = "";
  return url;
}
