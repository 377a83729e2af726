"""The words by which a page says that it is not, or not all of, the article: consent layers, anti-robot pages, «not
found» and paywalls, in the languages whose sites use them."""

from __future__ import annotations

from ingest.parsers.gates import Gate, Phrases

_WALL_WORDS = (
    "abonn", "vous reste", "pour lire", "pour continuer", "vous pour ", "poursuivre votre", "lisez la suite",
    "article est", "billet est", "post est", "subscri", "members", "reading", "lesen", "suscr", "abbon",
)  # fmt: skip
_CONSENT_WORDS = (
    "accept", "continuer sans", "choi", "rences", "cookies", "partenaires", "personnelles", "consent", "privacy",
    "partners", "akzeptieren", "zustimmen", "einwilligung", "aceptar", "accetta",
)  # fmt: skip
CONSENT = Phrases(
    r"accepter et (?:continuer|fermer)|continuer sans accepter|tout accepter|g[ée]rer (?:mes|les|vos) (?:choix|"
    r"pr[ée]f[ée]rences|cookies)|"
    r"nos? (?:\d+ )?partenaires|donn[ée]es personnelles|consentement|param[ée]trer les cookies|accept (?:all|"
    r"cookies|and continue)|"
    r"manage (?:my |your )?(?:choices|preferences|cookies)|we value your privacy|our partners|your consent|"
    r"alle akzeptieren|zustimmen|einwilligung|aceptar (?:todo|y continuar)|accetta (?:tutto|e continua)",
    _CONSENT_WORDS,
)
BLOCKED = Phrases(
    r"access denied|acc[èe]s (?:refus[ée]|interdit|temporairement restreint)|"
    r"verify (?:that )?you are (?:a )?human|v[ée]rifie[zr] que vous [êe]tes|"
    r"are you a robot|[êe]tes[- ]vous un robot|enable javascript and cookies|checking your browser|just a moment|"
    r"unusual (?:traffic|activity)|"
    r"trafic inhabituel|captcha|attention required|request (?:was )?blocked|ddos protection|"
    r"pardon our interruption|activit[ée] (?:inhabituelle|suspecte)|enable js\b|disable any ad blocker|"
    r"site connection is secure|(?:adresse ip|ip address) .{0,20}(?:bloqu[ée]e|blocked)|"
    r"trop de requ[êe]tes|too many requests|acc[èe]s bloqu[ée]|prouve[zr] que vous (?:n['’ ])?[êe]tes|"
    r"un robot \?",
    (
        "denied", "acc", "human", "rifie", "robot", "enable j", "checking", "just a moment", "unusual", "trafic",
        "captcha", "attention required", "blocked", "ddos", "pardon our", "activit", "ad blocker",
        "connection is secure", "bloqu", "trop de", "too many", "prouve",
    ),
)  # fmt: skip
NOT_FOUND = Phrases(
    r"\b(?:page|article|contenu)\b.{0,30}(?:introuvable|n['’ ]existe (?:pas|plus)|n['’ ]est plus disponible|"
    r"(?:n['’ ]a |non |pas )(?:pas )?(?:[ée]t[ée] )?trouv[ée]e?)|"
    r"(?:cette )?page (?:a disparu|est manquante)|contenu (?:indisponible|supprim[ée])|oups\b.{0,30}(?:page|erreur)|"
    r"(?:page|article) (?:not found|no longer available|does not exist)|erreur 404|error 404|404 not found|"
    r"seite nicht gefunden|"
    r"p[áa]gina no encontrada|pagina non trovata",
    ("page", "article", "contenu", "oups", "erreur", "error", "404", "seite", "gina"),
)
PAYWALL = Phrases(
    r"il vous reste (?:encore )?\d+(?:[.,]\d+)?\s?%|(?:la suite|(?:la )?lecture|cet article|ce contenu|"
    r"l['’]int[ée]gralit[ée]|article|contenu).{0,40}r[ée]serv[ée]e?s?\s+(?:[àa]|aux)\s+(?:nos\s+)?abonn[ée]|"
    r"(?:abonnez|inscrivez|connectez|identifiez)[- ]vous pour (?:lire|continuer|acc[ée]der|d[ée]couvrir)|"
    r"pour (?:lire|continuer).{0,40}(?:abonn|connectez|inscri|compte)|"
    r"cet article est (?:payant|r[ée]serv[ée])|"
    r"d[ée]j[àa] abonn[ée]|lisez la suite|poursuivre votre lecture|subscribe to (?:continue|read|keep)|"
    r"to continue reading|this (?:article|content|story|post) is (?:only )?(?:for|available to) (?:paying )?"
    r"(?:subscribers|members)|ce (?:billet|post) est r[ée]serv[ée]|already a subscriber|"
    r"(?:diesen|der) artikel .{0,40}(?:abonnenten|weiterlesen)|"
    r"jetzt weiterlesen mit|suscr[íi]bete para (?:leer|seguir)|abbonati per (?:leggere|continuare)",
    _WALL_WORDS,
)
PAYWALL_STRONG = Gate(
    r"il vous reste|r[ée]serv|to continue reading|poursuivre votre lecture|lisez la suite|pour (?:lire|continuer)|"
    r"subscribe to|this (?:article|content|story|post) is",
    (
        "il vous reste", "réserv", "reserv", "continue reading", "poursuivre votre", "lisez la suite", "pour lire",
        "pour continuer", "subscribe to", "this article is", "this content is", "this story is", "this post is",
    ),
)  # fmt: skip


def is_wall(text: str) -> bool:
    """Whether a line is the notice of a paywall."""
    if not PAYWALL_STRONG.search(text):  # in few lines: asked before what they are part of
        return False
    hit = PAYWALL.search(text)
    return hit is not None and PAYWALL_STRONG.search(hit.group()) is not None
