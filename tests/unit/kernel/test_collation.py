import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.kernel.collation import sort_key


@pytest.mark.parametrize(
    ("tag", "ordered"),
    [
        ("de-AT", ["Achgasse", "Ahorn", "Ähre", "Öd", "Olga", "Straße", "Strata", "Zeile"]),
        ("es", ["caña", "cañón", "capa", "cenit", "chico", "círculo", "nube", "ñandú", "oro"]),
        ("fr", ["cote", "côte", "élan", "œuvre", "zinc"]),
        ("sv", ["Anna", "Zorn", "Åke", "Äpple", "Öberg"]),
        ("tr", ["cami", "çarşı", "dere", "ördek", "su", "şehir", "uzun", "ünlü"]),
        ("sr-Latn", ["cvet", "čaj", "ćup", "dom", "đak", "sat", "šuma"]),
        ("zh-Hans", ["2号楼", "12号楼", "帮助", "道路", "公共", "公园", "垃圾", "邻里", "水", "证件", "A座"]),
        ("ar", ["إدارة", "أمين", "بناية", "تنظيف", "الحدائق", "الطرق", "المصابيح"]),
        ("en", ["District 2", "District 10", "Town hall"]),
        ("uk", ["гора", "ґанок", "дім", "ера", "єдність", "життя"]),
    ],
)
def test_names_stand_where_readers_look_for_them(tag, ordered):
    assert sorted(set(ordered), key=lambda name: sort_key(name, tag)) == ordered


@given(st.text(), st.sampled_from(["de", "es", "ar", "zh-Hans"]))
def test_a_composed_and_a_decomposed_name_stand_together(name, tag):
    composed, decomposed = (unicodedata.normalize(form, name) for form in ("NFC", "NFD"))
    assert sort_key(composed, tag)[0] == sort_key(decomposed, tag)[0]
