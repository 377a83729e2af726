"""Pages that are not what they say: each ends in its outcome, articles are read right, and the rest comes in."""

from __future__ import annotations

from pathlib import Path

from gazette import GOOD, NASTY, article, crawl, each, html

from ingest.urls import request_url
from tests.fetchers.loopback import Reply, reply

Routes = dict[str, Reply | list[Reply]]


def page_of(body: bytes, content_type: str = "text/html") -> Routes:
    return {NASTY: reply(body=body, content_type=content_type)}


CHARSETS = [
    # before the text, codec of the text, meta tag, Content-Type
    (b"", "utf-8", "", "text/html; charset=iso-8859-1"),
    (b"", "utf-8", '<meta charset="iso-8859-1">', "text/html"),
    (b"", "cp1252", '<meta charset="utf-8">', "text/html; charset=windows-1252"),
    (b"", "cp1252", '<meta charset="latin1">', "text/html"),
    (b"", "cp1252", '<meta charset="utf-8">', "text/html; charset=utf-8"),
    (b"", "cp1252", "", "text/html"),
    (b"\xef\xbb\xbf", "utf-8", '<meta charset="koi8-r">', "text/html; charset=iso-8859-1"),
    (b"\xff\xfe", "utf-16-le", "", "text/html; charset=utf-8"),
    (b"\xfe\xff", "utf-16-be", "", "text/html"),
    (b"", "utf-16-le", "", "text/html; charset=utf-16le"),
    (b"", "utf-8", '<meta charset="utf-16">', "text/html"),
    (b"", "utf-8", '<meta charset="rot13">', "text/html; charset=hex"),
    (b"", "utf-8", "", 'text/html; charset=\xff;;="'),
    (b"", "utf-8", '<meta http-equiv="Content-Type" content="text/html; charset=x-sjis">', "TEXT/HTML;CHARSET='UTF8'"),
]


def test_charsets(tmp_path: Path) -> None:
    """Byte order mark, then bytes that are UTF-8, then HTTP, then meta, then what the bytes look like; labels as the
    web means them (WHATWG): no made-up or wrong one costs a letter."""
    titles = [f"L’été à Sète : où sont les {number} pêcheurs ?" for number in range(2, 2 + len(CHARSETS))]
    pages = each(
        [
            reply(body=mark + article(title, head=meta).encode(codec), content_type=content_type)
            for title, (mark, codec, meta, content_type) in zip(titles, CHARSETS, strict=True)
        ]
    )
    found = crawl(tmp_path, pages, links=list(pages))
    for path, title in zip(pages, titles, strict=True):
        assert found.outcome(path) == ("article", None), path
        assert found.articles[path]["title"] == title
        assert f"{title}. Les riverains l’attendaient" in found.articles[path]["text"]
    found.assert_rest_came_in()


def test_null_bytes(tmp_path: Path) -> None:
    """Between letters, in tags and in the address of a link: they are not there."""
    text = article("Le bassin du port").replace("port", "p\0ort").replace("<p>", "<\0p>\0<p>")
    found = crawl(tmp_path, page_of(text.encode()), links=(NASTY, "/2026/02/une-page\0-sans-adresse"))
    assert found.outcome() == ("article", None)
    row = found.articles[NASTY]
    assert row["title"] == "Le bassin du port"
    assert "\\x00" not in repr(row)
    found.assert_rest_came_in()


STALLING = {
    "elements": "<div>" * 100_000,
    "formatting": "<b>" * 100_000,
    "tables": "<table><tr><td>" * 40_000,
    "drawings": "<svg>" * 100_000,
    "attributes": "<p " + " ".join(f"a{n}='>'" for n in range(200_000)) + ">",
    "options": "<select>" + "<option>commune</option>" * 100_000 + "</select>",
    "links": "<a href='/x'>" * 100_000,
}


def test_markup_that_stalls_parsers(tmp_path: Path) -> None:
    """100,000 of anything: the page ends in an outcome, whatever is left of it, and nothing waits for it."""
    pages = each([html(article(f"Le fond des {name}", body=markup)) for name, markup in STALLING.items()])
    found = crawl(tmp_path, pages, links=list(pages))
    for path in pages:
        assert found.outcome(path) in (
            ("article", None),
            ("dropped", "no_text"),
            ("dropped", "not_an_article"),
            ("dropped", "empty_page"),
        )
    found.assert_rest_came_in()


BINARY = [
    b"%PDF-1.7\n" + bytes(range(256)) * 400,
    b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 400,
    b"\xff\xd8\xff\xe0" + bytes(range(256)) * 400,
    b"PK\x03\x04" + bytes(range(256)) * 400,
    b"\x1f\x8b\x08\x00" + bytes(range(256)) * 400,
    b"\x00\x01\x02\x03" * 5_000,
    b"<html>" + bytes(range(1, 256)) * 400,
    bytes(range(256)) * 400,
]


def test_binary_served_as_html(tmp_path: Path) -> None:
    """First bytes, and bytes that no text has, tell what a server calls a page."""
    pages = each([reply(body=body, content_type="text/html") for body in BINARY])
    found = crawl(tmp_path, pages, links=list(pages))
    assert {path: found.outcome(path) for path in pages} == dict.fromkeys(pages, ("dropped", "not_html"))
    found.assert_rest_came_in()


MISSING = [
    ("Page introuvable", "La page que vous cherchez n’existe plus ou a changé d’adresse. Essayez la recherche."),
    ("Erreur 404", "Désolé, cette page n’existe pas. Retournez à l’accueil pour lire nos derniers articles."),
    ("Gazette - 404 not found", "The page you are looking for does not exist."),
]


def test_soft_404(tmp_path: Path) -> None:
    """«Not found» with status 200 is no article."""
    pages = each(
        [
            html(f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>")
            for title, text in MISSING
        ]
    )
    found = crawl(tmp_path, pages, links=list(pages))
    assert {path: found.outcome(path) for path in pages} == dict.fromkeys(pages, ("dropped", "soft_404"))
    found.assert_rest_came_in()


CONSENT = """<html lang=fr><head><title>Gazette</title></head><body><div class="cmp" role="dialog">
<h2>Votre vie privée compte pour nous</h2><p>Avec votre accord, nos 843 partenaires et nous utilisons des cookies pour
traiter des données personnelles comme votre visite sur ce site.</p><button>Tout accepter</button>
<button>Continuer sans accepter</button><a href="/choix">Paramétrer les cookies</a></div></body></html>"""

ROBOT = """<html><head><title>Just a moment...</title></head><body><h1>gazette.example</h1>
<h2>Checking your browser before accessing the site.</h2><p>Enable JavaScript and cookies to continue</p>
</body></html>"""

CAPTCHA = """<html lang=fr><head><title>Gazette</title></head><body><h1>Accès temporairement restreint</h1>
<p>Nous avons détecté une activité inhabituelle. Vérifiez que vous êtes bien un humain en résolvant ce captcha.</p>
</body></html>"""


def test_walls_answered_with_200(tmp_path: Path) -> None:
    """What stands in place of the article is named, and is no article."""
    pages = each([html(CONSENT), html(ROBOT), html(CAPTCHA)])
    found = crawl(tmp_path, pages, links=list(pages))
    reasons = [found.outcome(path) for path in pages]
    assert reasons == [("dropped", "consent_wall"), ("dropped", "block_page"), ("dropped", "block_page")]
    found.assert_rest_came_in()


def test_meta_refresh(tmp_path: Path) -> None:
    """A page that sends its reader on is not followed, wherever it leads: it has no text of its own."""
    targets = [
        "/2026/02/ailleurs",
        f"{NASTY}-1",
        "http://169.254.169.254/",
        "file:///etc/passwd",
        "javascript:alert(1)",
    ]
    refresh = '<html><head><meta http-equiv="refresh" content="0;url={}"><title>Un instant</title></head></html>'
    pages = each([html(refresh.format(target)) for target in targets])
    found = crawl(tmp_path, pages, links=list(pages))
    for path in pages:
        assert found.outcome(path) in (("dropped", "no_text"), ("dropped", "empty_page"))
        assert found.asked.count(path) == 1
    assert "/2026/02/ailleurs" not in found.asked
    found.assert_rest_came_in()


def test_an_article_that_reloads_itself_is_an_article(tmp_path: Path) -> None:
    """Live pages refresh every minute: that does not make them a redirect."""
    page = article("La crue en direct", head='<meta http-equiv="refresh" content="60">')
    found = crawl(tmp_path, page_of(page.encode()))
    assert found.outcome() == ("article", None)
    found.assert_rest_came_in()


PATHS = [
    "/../../../../etc/passwd",
    "/2026/02/..%2f..%2f..%2fetc%2fpasswd-de-la-maison",
    "/2026/02/%2e%2e/%2e%2e/%2e%2e/etc/passwd-de-la-maison-du-port",
    "/2026/02/..\\..\\windows\\system32-de-la-maison",
    "/2026/02/un-titre-%00-avec-un-octet-nul",
    "/2026/02/un-titre-$(touch%20fait)-`touch%20fait`-;touch%20fait",
    "/2026/02/" + "un-titre-sans-fin-" * 300,
    "/2026/02/CON.AUX.NUL-sont-des-noms-de-fichiers",
]


def test_paths_in_slugs(tmp_path: Path) -> None:
    """No name of a file is made from an address: whatever it holds, the dataset's folder has the same names."""
    out = tmp_path / "dataset"
    asked = [request_url(path, "http://127.0.0.1/").removeprefix("http://127.0.0.1") for path in PATHS]
    found = crawl(out, {path: html(article("Un titre de trop")) for path in asked}, links=PATHS)
    assert {row["outcome"] for row in found.captures.values()} == {"article"}
    assert len(found.captures) == len(PATHS) + len(GOOD) - 1  # what leads to /etc/passwd is no article's address
    assert [entry.name for entry in tmp_path.iterdir()] == ["dataset"]
    names = {entry.name for entry in out.rglob("*")}
    assert not [name for name in names if "titre" in name or "passwd" in name or ".." in name or "CON" in name]
    found.assert_rest_came_in()
