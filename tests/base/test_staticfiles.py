from django.core.files.base import ContentFile

from bildungsregion.base.staticfiles import HashedStaticFiles


def test_modules_import_each_other_by_hashed_names(tmp_path):
    storage = HashedStaticFiles(location=tmp_path, base_url="/static/")
    storage.save("js/page.js", ContentFile(b'import { swap } from "./parts.js";\n'))
    storage.save("js/parts.js", ContentFile(b"export function swap() {}\n"))

    list(storage.post_process({name: (storage, name) for name in ("js/page.js", "js/parts.js")}))

    page, parts = (storage.stored_name(f"js/{name}.js") for name in ("page", "parts"))
    assert (tmp_path / page).read_text() == f'import {{ swap }} from "./{parts[3:]}";\n'
    assert parts != "js/parts.js"
