from bildungsregion.base.markdown import render


def test_headings_begin_below_the_title_however_they_are_typed():
    assert render("# A\n## B\n### C") == "<h2>A</h2>\n<h3>B</h3>\n<h4>C</h4>\n"
    assert render("## A\n#### B") == "<h2>A</h2>\n<h4>B</h4>\n"


def test_html_stays_text():
    assert render("<script>x</script>") == "<p>&lt;script&gt;x&lt;/script&gt;</p>\n"


def test_link_to_a_script_stays_text():
    assert render("[a](javascript:alert)") == "<p>[a](javascript:alert)</p>\n"


def test_link_of_an_editor_is_a_link():
    assert render("[a](/kontakt/)") == '<p><a href="/kontakt/" rel="noopener">a</a></p>\n'
