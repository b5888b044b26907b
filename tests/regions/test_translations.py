"""What a region brings in further languages: newcomers meet its words in theirs, German stays as it was."""

import pytest

from actors.models import Topic
from bildungsregion.base.models import Region
from bildungsregion.loading import run
from bildungsregion.loading.records import LoadingFailed
from pages.models import Body, ContactPoint
from tests.regions.test_loading import REGION_TOML, REGIONS


pytestmark = pytest.mark.django_db

CULTURE = {
    "": "Kulturelle Bildung",
    "en/": "Arts and culture",
    "uk/": "Культурна освіта",
    "ar/": "التعليم الثقافي",
    "de-x-leicht/": "Kunst und Kultur",
}


@pytest.mark.parametrize("slug", ["lueneburg", "ludwigsburg"])
def test_home_and_about_speak_each_language(client, slug):
    run.load(REGIONS / slug)
    region = Region.objects.get()

    # One row serves requests of all languages, one after the other.
    for prefix, name in CULTURE.items():
        home = client.get(f"/{prefix}").content.decode()
        about = client.get(f"/{prefix}bildungsregion/").content.decode()
        claim = region.translations.get(prefix.rstrip("/"), {}).get("claim", region.claim)
        assert f">{name}</a>" in home
        assert f">{claim}</h1>" in home
        assert f">{claim}</p>" in about
        assert "br-german-only" not in about
    contact = client.get("/uk/kontakt/").content.decode()
    assert "<h1>Контакти</h1>" in contact
    assert 'href="/uk/bildungsregion/ansprechstellen/"' in contact
    for model in (Topic, Body, ContactPoint):
        assert all(
            set(row.translations) == {"en", "uk", "ar", "de-x-leicht"}
            for row in model.objects.all()
        )


def test_translation_of_what_is_not_there_is_named(tmp_path):
    folder = tmp_path / "musterland"
    (folder / "translations").mkdir(parents=True)
    (folder / "region.toml").write_text(REGION_TOML + '[target_groups]\nkinder = "Kinder"\n')
    texts = '[target_groups]\nkinder = "Children"\neltern = "Parents"\n[region]\nname = "Region"\n'
    (folder / "translations/en.toml").write_text(texts + "[places]\nx = 1\n")
    (folder / "translations/fr.toml").write_text("")

    with pytest.raises(LoadingFailed) as failed:
        run.load(folder)

    unknown_place, unknown_group = "[places] gibt es hier nicht", "[target_groups] eltern: Diesen"
    told = "\n".join(failed.value.sentences)
    assert len(failed.value.sentences) == 4
    assert unknown_place in told
    assert unknown_group in told
    assert "translations/en.toml, [region]: „name“ wird nicht übersetzt" in told
    assert "translations/fr.toml: Die Sprache „fr“ gibt es nicht." in told
