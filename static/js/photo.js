// A photo from a phone is larger than anybody needs to read a receipt: it is made smaller before it is sent.
const ENOUGH = 2400;
const SMALL_ENOUGH = 1_500_000;
const note = document.querySelector("[data-br-photo-note]");

async function smaller(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, ENOUGH / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  const name = file.name.replace(/\.[^.]*$/, "") + ".jpg";
  return blob && blob.size < file.size ? new File([blob], name, { type: "image/jpeg" }) : file;
}

document.querySelector("[data-br-photo]")?.addEventListener("change", async (event) => {
  const input = event.target;
  const [file] = input.files;
  note.textContent = "";
  if (!file?.type.startsWith("image/") || file.size <= SMALL_ENOUGH) return;
  try {
    const less = await smaller(file);
    if (less === file || input.files[0] !== file) return;
    const files = new DataTransfer();
    files.items.add(less);
    input.files = files.files;
    note.textContent = note.dataset.brText;
  } catch {
    // What the browser cannot open goes as it is; the server says what is wrong with it.
  }
});
