from __future__ import annotations

from datetime import UTC, datetime

import pytest
from made_pages import SHORT, SITE, TEXT, bare, news, page

import ingest
from ingest.model import Access, Drop, Page, Reason
from ingest.parsers.api import read

CONSENT = (
    "<div><h1>Le respect de votre vie privée est notre priorité</h1><p>Nous et nos 812 partenaires déposons des "
    "cookies pour mesurer l’audience et personnaliser les annonces. Vous pouvez changer d’avis à tout moment.</p>"
    "<button>Tout accepter</button><button>Continuer sans accepter</button><button>Gérer mes choix</button></div>"
)
BANNER = "<div class='cookie'><p>Nos partenaires et nous déposons des cookies. Tout accepter</p></div>"
ENGLISH_CONSENT = (
    "<p>We value your privacy. We and our partners store cookies.</p><a>Accept all</a><a>Manage preferences</a>"
)
PAY_OR_CONSENT = (
    "<p>Avec votre accord, nos partenaires et nous utilisons des cookies.</p><a>Accepter et fermer</a>"
    "<a>S’abonner pour refuser</a>"
)
PAYWALL = "<div class='wall'><p>Il vous reste 78 % de cet article à lire. La suite est réservée aux abonnés.</p></div>"
OFFER = "<div><p>Cet article est réservé aux abonnés.</p><p>Déjà abonné ? Connectez-vous</p></div>"


@pytest.mark.parametrize(
    ("article", "access"),
    [
        (page(), Access.FULL),
        (page(ld=news(isAccessibleForFree=True)), Access.FULL),
        (page(TEXT + TEXT, ld=news(isAccessibleForFree=False)), Access.FULL),
        (page(TEXT + TEXT, head="<meta property='article:content_tier' content='metered'>"), Access.FULL),
        (page(TEXT + "<p>Le théâtre est réservé aux abonnés le mardi soir.</p>" + TEXT), Access.FULL),
        (page(after="<section class='comments'><p>Commenter est réservé aux abonnés.</p></section>"), Access.FULL),
        (page(after="<p>Déjà abonné ? Recevez notre lettre.</p>"), Access.FULL),
        (page(above=BANNER), Access.FULL),
        (page(title="Le captcha, cette plaie des temps modernes"), Access.FULL),
        (page(SHORT, title="Le captcha, cette plaie des temps modernes", ld=news()), Access.FULL),
        (page(TEXT * 5 + OFFER), Access.FULL),
        (page(TEXT * 5 + PAYWALL), Access.TEASER),
        (page(SHORT * 2 + PAYWALL), Access.TEASER),
        (page(SHORT * 2 + OFFER), Access.TEASER),
        (page(SHORT * 2, ld=news(isAccessibleForFree="False")), Access.TEASER),
        (page(SHORT * 2, ld=news(isAccessibleForFree=False, wordCount=900)), Access.TEASER),
        (page(SHORT * 2, head="<meta property='article:content_tier' content='locked'>"), Access.TEASER),
        (page(SHORT + "<p>Abonnez-vous pour lire la suite</p>"), Access.TEASER),
        (page(SHORT + "<div><p>Pour lire la suite, créez un compte gratuit.</p></div>"), Access.TEASER),
        (page(SHORT + "<p>Ce contenu est réservé à nos abonnés</p>"), Access.TEASER),
        (bare(CONSENT, "Le Courrier"), Access.CONSENT_WALL),
        (bare(ENGLISH_CONSENT), Access.CONSENT_WALL),
        (bare(PAY_OR_CONSENT), Access.CONSENT_WALL),
        (bare("<h1>Access Denied</h1><p>You don't have permission. Reference 18.4af</p>"), Access.BLOCK_PAGE),
        (bare("<h1>Vérifiez que vous êtes humain</h1><p>Cette étape protège le site.</p>"), Access.BLOCK_PAGE),
        (bare("<p>Please enable JS and disable any ad blocker</p>"), Access.BLOCK_PAGE),
        (bare("<h2>Ray ID: 77aa</h2><p>Vérification en cours</p>", "Just a moment..."), Access.BLOCK_PAGE),
        (bare("<p>Votre adresse IP a été bloquée. Référence 8812</p>", "Accès bloqué"), Access.BLOCK_PAGE),
        (bare("<script>x()</script>"), Access.EMPTY),
        (bare(""), Access.EMPTY),
    ],
)  # fmt: skip
def test_how_much_a_reader_sees(article: ingest.Article, access: Access) -> None:
    """Walls of all kinds are told from articles that only speak of them, or stand beside them."""
    assert article.access is access, article.provenance.get("access")
    assert access is Access.FULL or article.provenance["access"].evidence


def fetched(title: str, body: str) -> Page:
    html = f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"
    address = SITE + "/ancienne-page"
    at = datetime(2026, 3, 2, tzinfo=UTC)
    return Page(address, address, 200, (("content-type", "text/html; charset=utf-8"),), html.encode(), at)


@pytest.mark.parametrize(
    "title",
    [
        "Page introuvable",
        "Erreur 404 – Le Courrier",
        "Oups ! La page que vous cherchez n’existe plus",
        "Cette page a disparu",
        "Cet article n’est plus disponible",
        "La page demandée n’a pas été trouvée",
        "Contenu indisponible",
        "Page not found",
    ],
)
def test_missing_page_served_as_if_it_were_there(title: str) -> None:
    """A status of 200 does not make an apology an article."""
    dropped = read(fetched(title, "<p>Retournez à l’accueil, ou cherchez dans nos archives.</p>"))
    assert isinstance(dropped, Drop)
    assert dropped.reason is Reason.SOFT_404


def test_article_about_missing_pages() -> None:
    """The words in a headline over a whole text drop nothing."""
    assert isinstance(read(fetched("L’histoire de la page introuvable", TEXT)), ingest.Article)


def test_the_wall_of_a_newsletter() -> None:
    """Ghost: «This post is for paying subscribers only»."""
    wall = "<aside><h2>This post is for paying subscribers only</h2><a href='#'>Subscribe now</a></aside>"
    assert page(SHORT * 2 + wall).access is Access.TEASER
