"""Visible date lines: French first, then six more languages."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ingest.model import Moment
from ingest.parsers.dates import DateLine, parse_dateline

FETCHED = datetime(2024, 5, 16, 9, 0, tzinfo=UTC)  # Thursday, 11:00 in Paris


def at(text, lang="fr", tz="Europe/Paris", fetched_at=FETCHED):
    """(published, modified) as «2024-05-15 14:02 minute» in UTC, None where there is none."""
    line = parse_dateline(text, tz=tz, fetched_at=fetched_at, lang=lang)
    return shown(line.published), shown(line.modified)


def shown(moment):
    if moment is None:
        return None
    size = {"day": 16, "hour": 16, "minute": 16, "second": 19}[moment.precision]
    return f"{moment.instant:%Y-%m-%d %H:%M:%S}"[:size] + " " + moment.precision


@pytest.mark.parametrize(
    "text",
    [
        "Publié le 15/05/2024 à 14h02",
        "Publié le mercredi 15 mai 2024 à 14 h 02",
        "PUBLIE LE 15 MAI 2024 A 14H02",
        "Publié : 15.05.2024, 14h02",
        "Mis en ligne le 15 mai 2024 à 14 heures 02",
        "Publi&eacute; le 15&nbsp;mai&nbsp;2024 &agrave; 14h02",
        "Publié le 15 mai 2024 à 14 h 02",
        "PubliÃ© le 15 mai 2024 Ã  14h02",
        "Publié le15/05/2024à14h02",
        "Créé le 15-05-24 à 14:02",
        "Par Awa Diop | 15 mai 2024 à 14h02",
        "Par Awa Diop et Luc Merle, le 15 mai 2024 à 14h02",
        "mer. 15 mai 2024 – 14:02",
        "14h02, mercredi 15 mai 2024",
        "Publié hier, mercredi 15 mai 2024 à 14h02",
        "Luc Merle — Édité par Awa Diop — 15 mai 2024 à 14h02",
        "2024-05-15 14 h 02",
        "15 mai 2024 à 2:02 PM",
        "15 mai 2024, 12:02 GMT",
        "Publié le 15 mai 2024 à 14h02 (heure de Bruxelles)",
        "Publié le 15 mai 2024 à 8 h 02 HAE",
        "Publié le 15 mai 2024 à 13:02 UTC+1",
        "Publié hier à 14h02",
        "Hier, 14 h 02",
        "Publié mercredi à 14h02",
        "Publié le 15/05 à 14h02",
        "Vu 310 fois | Publié le 15 mai 2024 à 14h02 - 12 commentaires",
        "Temps de lecture : 3 min. Publié le 15/05/2024 à 14h02",
        "Griffonné le 15 mai 2024 à 14h02",
        "2024-05-15T14:02",
        "20240515T1402",
    ],
)
def test_a_publication_is_read_to_the_minute_in_the_newsrooms_zone(text):
    """Every way in which French pages print the same minute gives the same instant."""
    assert at(text) == ("2024-05-15 12:02 minute", None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Mis à jour le 3 mai 2024 : en raison d'un retard de livraison, le pont restera fermé dix jours de plus",
            (None, "2024-05-02 22:00 day"),
        ),
        (
            "Publié le 3 mai 2024 à 10h18, mis à jour le 4 mai 2024 à 7h05",
            ("2024-05-03 08:18 minute", "2024-05-04 05:05 minute"),
        ),
        ("Mis à jour le 4 mai 2024 à 7h05 • Publié le 3 mai 2024", ("2024-05-02 22:00 day", "2024-05-04 05:05 minute")),
        ("3 mai 2024 | Modifié le 4 mai à 7h05", ("2024-05-02 22:00 day", "2024-05-04 05:05 minute")),
        (
            "Rédigé par Anne Un le 3 mai 2024 à 10h18 | Lu 3127 fois, modifié le 4 mai 2024 à 7h05",
            ("2024-05-03 08:18 minute", "2024-05-04 05:05 minute"),
        ),
        ("Publié le 3 mai 2024 à 23h40, mis à jour à 00h15", ("2024-05-03 21:40 minute", "2024-05-03 22:15 minute")),
        ("Publié le 3 mai 2024 à 9h, mis à jour le 5 à 10h", ("2024-05-03 07:00 minute", "2024-05-05 08:00 minute")),
        (
            "Publié le 31 décembre 2023 à 22h, mis à jour le 1er janvier à 8h",
            ("2023-12-31 21:00 minute", "2024-01-01 07:00 minute"),
        ),
        ("Publié hier à 10h18, mis à jour aujourd’hui à 9h46", ("2024-05-15 08:18 minute", "2024-05-16 07:46 minute")),
        (
            "Première publication : 3 mai 2024 – Dernière mise à jour : 4 mai 2024",
            ("2024-05-02 22:00 day", "2024-05-03 22:00 day"),
        ),
        (
            "* Ce texte, initialement publié le 3 mai 2024, a été corrigé le 4 mai 2024.",
            ("2024-05-02 22:00 day", "2024-05-03 22:00 day"),
        ),
        (
            "Publié le 3 mai 2024 à 23:29Mis à jour le 4 mai 2024 à 08:25",
            ("2024-05-03 21:29 minute", "2024-05-04 06:25 minute"),
        ),
        ("Article rédigé par la rédaction, Awa Diop, publié le 3 mai 2024", ("2024-05-02 22:00 day", None)),
        ("Publié le 30/02/2024, mis à jour le 02/03/2024 à 10h00", (None, "2024-03-02 09:00 minute")),
    ],
)
def test_each_label_takes_its_own_date(text, expected):
    """Publication and update on one line do not swap, and lend each other the fields that one of them lacks."""
    assert at(text) == expected


def test_an_update_alone_is_no_publication():
    """«Mis à jour le …» gives the update and nothing else: the line that started the project."""
    line = parse_dateline(
        "Mis à jour le lundi 17 avril 2023 – 09:46", tz="Europe/Paris", fetched_at=datetime(2023, 4, 18, tzinfo=UTC)
    )
    assert line == DateLine(None, Moment(datetime(2023, 4, 17, 7, 46, tzinfo=UTC), "minute"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("il y a 12 minutes", "2024-05-16 08:48 minute"),
        ("Publié il y a 1h30", "2024-05-16 07:30 minute"),
        ("Il y a 3 heures", "2024-05-16 06:00 hour"),
        ("il y a une heure", "2024-05-16 08:00 hour"),
        ("il y a 2 jours", "2024-05-13 22:00 day"),
        ("avant-hier à 9h57", "2024-05-14 07:57 minute"),
        ("Publié ce matin", "2024-05-15 22:00 day"),
        ("à l'instant", "2024-05-16 09:00 minute"),
        ("jeudi dernier", "2024-05-08 22:00 day"),
        ("Publié jeudi à 10h30", "2024-05-16 08:30 minute"),
        ("Publié jeudi à 21h30", "2024-05-09 19:30 minute"),
        ("cette nuit à 2h15", "2024-05-16 00:15 minute"),
        ("Publié à 7h49", "2024-05-16 05:49 minute"),
        ("Publié à 23h52", "2024-05-15 21:52 minute"),
        ("31 décembre à 18h", "2023-12-31 17:00 minute"),
        ("mardi 17 mars", "2020-03-16 23:00 day"),
    ],
)
def test_missing_fields_come_from_the_fetch(text, expected):
    """Relative days, clocks without a day and days without a year are counted from the fetch, in the source's zone."""
    assert at(text)[0] == expected


@pytest.mark.parametrize(
    "text", ["il y a 3 heures", "hier à 9h", "3 mai", "lundi", "Publié à 9h12", "à l'instant", "cette nuit à 2h"]
)
def test_without_a_fetch_nothing_relative_is_read(text):
    """A fetch is never invented: what needs one gives None …"""
    assert at(text, fetched_at=None) == (None, None)


@pytest.mark.parametrize("year", [1, 9999])
def test_a_fetch_that_cannot_be_is_none(year):
    """Archives hold unset dates: the year 1 must not overflow in another zone, and nothing is counted from it."""
    for tz in ("Europe/Paris", "America/Montreal"):
        for text in ("hier à 10h", "lundi à 10h", "il y a 3 heures"):
            assert parse_dateline(text, tz=tz, fetched_at=datetime(year, 1, 1, tzinfo=UTC)) == DateLine(None, None)
    found = parse_dateline("3 mai 2024 à 10h18", tz="Europe/Paris", fetched_at=datetime(year, 12, 31, tzinfo=UTC))
    assert found.published == Moment(datetime(2024, 5, 3, 8, 18, tzinfo=UTC), "minute")


def test_without_a_fetch_the_future_is_not_judged():
    """… and what does not need one is read as it stands."""
    assert at("Publié le 3 mai 2043", fetched_at=None)[0] == "2043-05-02 22:00 day"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "Publié le",
        "Mis à jour le :",
        "mars",
        "2023",
        "Avril 2023",
        "17h53",
        "20 Minutes",
        "3 min",
        "N° 1905 du 17",
        "Temps de lecture : 3 min",
        "© 2023 Le Courrier. Tous droits réservés.",
        "Tél. 01 23 45 67 89",
        "0612345678",
        "Il est né le 14 mars 1972 à Lyon.",
        "Le 3 mai 2024, la ministre a inauguré le pont devant les élus.",
        "Du 4 au 25 avril 2024",
        "Festival du 12/04/2024 au 16/04/2024",
        "Concert samedi 11 mai 2024 à 20h30, entrée libre",
        "Jeudi 2 mai, à 20 h, la salle accueillera l'orchestre.",
        "Depuis le 7 octobre 2023, la région est fermée.",
        "La version mise à jour le 3 mars 2022 du règlement prévoit une amende de 135 euros.",
        "L'étude, publiée le 12 avril 2024, montre que les prix baissent.",
        "Selon un sondage publié le 12 avril 2024 par un institut, la moitié hésite.",
        "Il y a 3 heures de route entre les deux villes.",
        "Hier, les négociations ont repris sans avancée.",
        "La maire à l'hôtel de ville, à Lyon, le 12 avril 2024. LÉA ROUX / AGENCE",
        "Édition du 12 avril 2024",
        "Valable jusqu'au 31/12/2023",
        "Soirée le 12 avril 2024",
        "9h05 - La Bourse ouvre dans le vert",
        "Lundi au vendredi : 9h-12h et 14h-18h",
        "il y a 3 mois",
        "il y a quelques minutes",
        "Il y a NaN heures",
        "la semaine dernière",
        "cette nuit",
        "récemment",
        "Stade municipal, samedi 11 mai 2024 à 21h",
        "Mardi 14 mai 2024, 20h30, Salle Rameau",
        "8 mai 1945",
        "Le 13h du 12 mai 2024",
        "À paraître le 12 avril 2024",
        "Sous embargo jusqu'au 20 avril 2024 à 6h00",
        "Publié le ١٧/٠٤/٢٠٢٤",
        "2024年4月17日",
        "Publié le {{ date }}",
        "Publié le NaN/NaN/NaN",
        "%d/%m/%Y",
        "1/1/1/1/1/1",
    ],
)
def test_what_is_not_this_articles_date_gives_nothing(text):
    """Sentences, captions, events, ranges, clocks, reading times and template leftovers are no date line."""
    assert at(text) == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        "Publié le 31 février 2024",
        "31/04/2024",
        "29 février 2023",
        "32 janvier 2024",
        "Publié le 00/00/0000",
        "30/11/-0001",
        "Publié le 01/01/1970 à 01:00",
        "1970-01-01T00:00:00Z",
        "0001-01-01T00:00:00",
        "le 14 juillet 1789",
        "Publié le 17 avril 20233",
        "Publié le 17/04/20230",
        "17 avril 2123",
        "Publié le 18 mai 2024",
    ],
)
def test_impossible_unset_and_future_dates_give_nothing(text):
    """Dates that do not exist, defaults of databases and days after tomorrow are refused."""
    assert at(text) == (None, None)


def test_tomorrow_is_still_believed():
    """A newsroom's clock may run ahead of the crawler's by up to a day."""
    assert at("Publié le 17/05/2024 à 10h00")[0] == "2024-05-17 08:00 minute"
    assert at("Publié le 17/05/2024 à 12h00")[0] is None
    assert at("Publié le 17 mai 2024")[0] == "2024-05-16 22:00 day"


@pytest.mark.parametrize(
    "text", ["Publié le 3 mai 2024 à 09h72", "Publié le 3 mai 2024 à --h--", "Publié le 3 mai 2024 à 25h00"]
)
def test_an_impossible_clock_leaves_the_day(text):
    """A clock that is no time of day does not take the day with it."""
    assert at(text)[0] == "2024-05-02 22:00 day"


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("03/04/2024", "fr", "2024-04-03"),
        ("03/04/2024", "en-GB", "2024-04-03"),
        ("03/04/2024", "en-US", "2024-03-04"),
        ("04/17/2024", "fr", "2024-04-17"),
        ("2024-04-03", "en-US", "2024-04-03"),
        ("10-11-12", "fr", "2012-11-10"),
        ("05/06/98", "fr", "1998-06-05"),
    ],
)
def test_numbers_are_read_in_the_regions_order(text, lang, expected):
    """Day first, month first in North American English, year first with four digits; two digits are a near year."""
    line = parse_dateline(text, tz="UTC", fetched_at=FETCHED, lang=lang)
    assert line.published is not None
    assert line.published.instant.date() == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("text", "tz", "expected"),
    [
        ("Publié le 26 mars 2023 à 02h30", "Europe/Paris", "2023-03-26 01:30 minute"),  # skipped: moves forward
        ("Publié le 29 octobre 2023 à 02h30", "Europe/Paris", "2023-10-29 00:30 minute"),  # repeated: the earlier
        ("Publié le 29 octobre 2023 à 03h05", "Europe/Paris", "2023-10-29 02:05 minute"),
        ("Publié le 29 octobre 2023 à 02h30 CET", "Europe/Paris", "2023-10-29 01:30 minute"),
        ("Publié le 26 mars 2023", "Europe/Paris", "2023-03-25 23:00 day"),
        ("Publié le 12 mars 2023 à 2 h 30", "America/Toronto", "2023-03-12 07:30 minute"),
        ("Publié le 5 novembre 2023 à 1 h 30", "America/Toronto", "2023-11-05 05:30 minute"),
        ("Publié le 17 mars 2023 à 10h00", "Africa/Casablanca", "2023-03-17 09:00 minute"),
        ("Publié le 30 mars 2023 à 10h00", "Africa/Casablanca", "2023-03-30 10:00 minute"),  # Ramadan
        ("Publié le 24 avril 2023 à 10h00", "Africa/Casablanca", "2023-04-24 09:00 minute"),
        ("Publié le 19 mars 2023 à 02h30", "Africa/Casablanca", "2023-03-19 01:30 minute"),  # Ramadan begins: twice
        ("Publié le 23 avril 2023 à 02h30", "Africa/Casablanca", "2023-04-23 02:30 minute"),  # it ends: skipped
        ("Publié le 26 mars 2023 à 02h30", "Indian/Reunion", "2023-03-25 22:30 minute"),  # no summer time
        ("Publié le 1er janvier 2023 à 00h00", "Indian/Reunion", "2022-12-31 20:00 minute"),
        ("Publié le 17 avril 2023 à 24:00", "Europe/Paris", "2023-04-17 22:00 minute"),
        ("le 17 avril 2023 à minuit", "Europe/Paris", "2023-04-16 22:00 minute"),
        ("27 mars 2022", "Asia/Beirut", "2022-03-26 22:00 day"),  # midnight itself is skipped
    ],
)
def test_clock_changes(text, tz, expected):
    """Skipped times move forward, repeated ones are the earlier, in every zone of the French-language press."""
    assert at(text, tz=tz)[0] == expected


@pytest.mark.parametrize(
    ("text", "fetched", "expected"),
    [
        ("2 janvier", datetime(2023, 12, 31, 23, 30, tzinfo=UTC), "2023-01-01 23:00 day"),
        ("1er janvier à 0h15", datetime(2023, 12, 31, 23, 40, tzinfo=UTC), "2023-12-31 23:15 minute"),
        ("Hier à 23h50", datetime(2022, 12, 31, 23, 30, tzinfo=UTC), "2022-12-31 22:50 minute"),
        ("Publié le 29 décembre à 17h30", datetime(2024, 1, 5, 10, tzinfo=UTC), "2023-12-29 16:30 minute"),
        ("Publié le 31 décembre à 23h55", datetime(2023, 12, 31, 23, 5, tzinfo=UTC), "2023-12-31 22:55 minute"),
        ("lundi à 22h", datetime(2024, 1, 2, 8, tzinfo=UTC), "2024-01-01 21:00 minute"),
        ("il y a 2 jours", datetime(2024, 1, 1, 8, tzinfo=UTC), "2023-12-29 23:00 day"),
        ("31 décembre", datetime(2023, 12, 31, 22, 59, tzinfo=UTC), "2023-12-30 23:00 day"),
        ("Publié le 29 février à 8h", datetime(2025, 1, 10, 12, tzinfo=UTC), "2024-02-29 07:00 minute"),
    ],
)
def test_a_fetch_around_new_year(text, fetched, expected):
    """The year that is missing is the local one of the newsroom at the fetch, or the one before."""
    assert at(text, fetched_at=fetched)[0] == expected


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("es", "Publicado el 8 de marzo de 2024 a las 06:36h", ("2024-03-08 05:36 minute", None)),
        (
            "es",
            "12 mar. 2024 | Actualizado el 13 de marzo 2024 | 13:57 h",
            ("2024-03-11 23:00 day", "2024-03-13 12:57 minute"),
        ),
        ("es", "hace 5 horas", ("2024-05-16 04:00 hour", None)),
        ("it", "martedì 12 marzo 2024 alle 08.14", ("2024-03-12 07:14 minute", None)),
        (
            "it",
            "Pubblicato il 12 Marzo 2024 Ultima modifica 13 Marzo 2024 19:27",
            ("2024-03-11 23:00 day", "2024-03-13 18:27 minute"),
        ),
        ("it", "3 ore fa", ("2024-05-16 06:00 hour", None)),
        ("pt", "12.mar.2024 às 09h15", ("2024-03-12 08:15 minute", None)),
        (
            "pt",
            "postado em 12/03/2024 17:08 / atualizado há 2 horas",
            ("2024-03-12 16:08 minute", "2024-05-16 07:00 hour"),
        ),
        ("pt", "Quarta-feira, 13 de março de 2024", ("2024-03-12 23:00 day", None)),
        (
            "en-GB",
            "Wed 13 Mar 2024 14.02 GMT Last modified on Thu 14 Mar 2024 16.02 GMT",
            ("2024-03-13 14:02 minute", "2024-03-14 16:02 minute"),
        ),
        ("en-US", "Updated May 15, 2024, 2:02 PM ET", (None, "2024-05-15 18:02 minute")),
        ("en", "about 2 hours ago", ("2024-05-16 07:00 hour", None)),
        ("de", "Von Felix Eisner // Stand: 12.03.2024, 20:05 Uhr", (None, "2024-03-12 19:05 minute")),
        ("de", "vor einer Stunde", ("2024-05-16 08:00 hour", None)),
        (
            "nl",
            "12 maart 2024 13u25 Bijgewerkt: 12 maart 2024 14.05 uur",
            ("2024-03-12 12:25 minute", "2024-03-12 13:05 minute"),
        ),
        ("de", "Dieser Artikel wurde am 12. März 2024 aktualisiert", (None, "2024-03-11 23:00 day")),
        (
            "de",
            "Der Beitrag wurde am 12. März 2024 um 14:05 Uhr erstellt und am 13. März 2024 aktualisiert",
            ("2024-03-12 13:05 minute", "2024-03-12 23:00 day"),
        ),
        ("de", "Dieser Artikel wurde zuletzt aktualisiert am 12. März 2024", (None, "2024-03-11 23:00 day")),
        ("nl", "Dit artikel is op 12 maart 2024 om 14.05 uur bijgewerkt", (None, "2024-03-12 13:05 minute")),
        ("de", "Die Firma wurde am 12. März 2024 veröffentlicht, wie gestern aus dem Haus in Köln kam", (None, None)),
        ("fr", "Publié mercredi soir à 22h10", ("2024-05-15 20:10 minute", None)),
        ("it", "Pubblicato mercoledì sera alle 22:10", ("2024-05-15 20:10 minute", None)),
        ("fr", "Étape 4 : 17 avril 2023", (None, None)),
        ("es", "12 ago. 2023 - 10:21", ("2023-08-12 08:21 minute", None)),
        ("en", "1 hour 20 minutes ago", ("2024-05-16 07:40 minute", None)),
        ("it", "mezz'ora fa", ("2024-05-16 08:30 minute", None)),
        ("es", "Actualizado 1 hora", (None, None)),
        ("en-US", "March 12, 20249:46 AM ET", ("2024-03-12 13:46 minute", None)),
        ("fr", "Published on March 12, 2024", ("2024-03-11 23:00 day", None)),
    ],
)
def test_other_languages(lang, text, expected):
    """Each language is a table: its months, labels, clocks and relative words; English lies under every other."""
    assert at(text, lang=lang) == expected


def test_languages_without_a_table_fall_back_to_whole_dates():
    """dateparser reads a whole date in Polish; a sentence and a line without digits are not shown to it."""
    assert at("15 maja 2024, 14:02", lang="pl", tz="Europe/Warsaw")[0] == "2024-05-15 12:02 minute"
    assert at("wczoraj", lang="pl") == (None, None)
    assert at("15.05.2024 14:02", lang="xx-unknown", tz="Europe/Warsaw")[0] == "2024-05-15 12:02 minute"


def test_an_unknown_zone_is_the_callers_mistake():
    """A zone that does not exist raises instead of meaning UTC."""
    with pytest.raises(KeyError):
        parse_dateline("3 mai 2024", tz="Europe/Nowhere", fetched_at=FETCHED)


@pytest.mark.parametrize(
    "text", ["17 mai 2019 13:38: [[[[]]]] MESZ", "2012-02-01 00:00: [].0", "1.2.2012: [", "]: 2012"]
)
def test_brackets_behind_a_date_raise_nothing(text):
    """Scraps of scripts stand beside dates: found by damaging pages."""
    for lang in ("fr", "de", None):
        parse_dateline(text, tz="Europe/Paris", fetched_at=FETCHED, lang=lang)


def test_noise_behind_a_labelled_date_does_not_hide_it():
    """A line may run on for kilobytes behind its date; only its beginning is read."""
    text = "Publié le 3 mai 2024 à 20h13 · " + "Voir aussi : dix idées pour le week-end · " * 300
    assert at(text)[0] == "2024-05-03 18:13 minute"


def test_precision_of_an_hour_ago_is_an_hour():
    """«il y a 3 heures» must not look exact."""
    line = parse_dateline("il y a 3 heures", tz="Europe/Paris", fetched_at=FETCHED + timedelta(seconds=42))
    assert line.published == Moment(datetime(2024, 5, 16, 6, 0, tzinfo=UTC), "hour")


@pytest.mark.parametrize(
    "text", ["hier", "Gisteren", "yesterday", "April 17 2023", "17 Apr 2023", "vor 3 Stunden", "20230417"]
)
def test_an_unknown_language_costs_little_and_loses_nothing(text):
    """Without a language, lines that no table could read are left early; those with time words or digits are not."""
    fetched = datetime(2023, 5, 10, 12, 0, tzinfo=UTC)
    assert parse_dateline(text, tz="UTC", fetched_at=fetched, lang=None).published is not None
    assert parse_dateline("Chapitre 12", tz="UTC", fetched_at=fetched, lang=None).published is None


@pytest.mark.parametrize(
    "text",
    [
        "CAC 40 : 7 988,96 points (15/05/2024)",
        "Notre série d’été (15 mai 2024)",
        "Ligue 1 - 27e journée - 15/05/2024 21:00",
        "Téléchargé le 15 mai 2024",
    ],
)
def test_dates_of_what_stands_before_them(text):
    """A bracket belongs to the words before it, a dash goes on with them, and not every participle is a label."""
    assert at(text) == (None, None)


def test_brackets_and_bars_that_only_set_off_the_date():
    """Behind a name, an agency or a bar the date is the article's, whatever an earlier field speaks of."""
    assert at("Par Awa Diop (15 mai 2024)") == ("2024-05-14 22:00 day", None)
    assert at("Texte : Awa Diop | Photos : Luc Merle | 15 mai 2024") == ("2024-05-14 22:00 day", None)
    assert at("La Presse canadienne 15 mai 2024") == ("2024-05-14 22:00 day", None)
    assert at("Lisboa, 15 mai 2024 (Lusa)", lang="pt") == ("2024-05-14 22:00 day", None)


def test_a_first_name_is_no_participle():
    """«Marie» is folded to «marie» as «marié» is; participles that are no label keep their accents."""
    assert at("Marie Merle | 15 mai 2024 à 14h02") == ("2024-05-15 12:02 minute", None)


def test_seconds_stand_right_behind_their_colon():
    """In «12h30 : 15 mai» the number is the day."""
    assert at("Mise à jour de 12h30 : 15 mai 2024") == (None, "2024-05-15 10:30 minute")
    assert at("15 mai 2024 12h30:14") == ("2024-05-15 10:30:14 second", None)


def test_a_word_that_may_be_any_date_is_no_label_behind_a_noun():
    """«Draw date», «Due date»: the noun says whose date it is."""
    assert at("Payment date: 15 May 2024", lang="en-GB") == (None, None)
    assert at("Date: 15 May 2024", lang="en-GB") == ("2024-05-14 22:00 day", None)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("— Awa Diop (@awadiop) May 15, 2024", "fr"),
        ("Une publication partagée par Awa Diop (@awadiop) le 15 mai 2024 à 9:12 PDT", "fr"),
        ("(2) Rapport (2021), en ligne : https://example.org/rapport [15.05.2024]", "fr"),
        ("example.org/2024/05/15/le-pont-tournant/", "fr"),
    ],
)
def test_signatures_of_quoted_posts_and_addresses(text, lang):
    """Under most articles that quote a post, its date would be the only one in words."""
    assert at(text, lang=lang) == (None, None)


def test_handles_in_bylines():
    """An author may be signed with a handle, and a site with its address."""
    assert at("Par Awa Diop (@awadiop), publié le 15 mai 2024 à 14h02") == ("2024-05-15 12:02 minute", None)
    assert at("http://www.sina.com.cn 2024年05月15日 14:02", lang="zh", tz="Asia/Shanghai")[0] is not None


def test_headlines_and_captions_with_their_date():
    """More words in a row than a name has: other stories in a list, the place and day of a photograph."""
    assert at("Des riverains dans le cortège de la manifestation contre le bruit - Paris - 15 mai 2024") == (None, None)
    assert at("Scientists Find Gene For Hereditary Deafness May 15, 2024 08:04", lang="en-GB") == (None, None)
    assert at("La Gazette de la Haute Marne - 15 mai 2024") == ("2024-05-14 22:00 day", None)


def test_now_is_a_date_only_alone():
    """«Jetzt mitdiskutieren», «Maintenant en kiosque»: a word of advertisements."""
    assert at("1 Kommentare - Jetzt mitdiskutieren", lang="de") == (None, None)
    assert at("À l’instant") == ("2024-05-16 09:00 minute", None)


def test_a_version_behind_a_label_in_a_sentence():
    """«zum Update 2.03» is no second of March."""
    assert at("Nachtrag zum WP Update 2.03 (4)", lang="de") == (None, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("الأحد، 04 آب/أغسطس 2013", "2013-08-04"),
        ("الأحد، 04 أغسطس/آب 2013", "2013-08-04"),
        ("7 كانون الثاني 2019", "2019-01-07"),
        ("7 تشرين الأول/أكتوبر 2019", "2019-10-07"),
    ],
)
def test_arabic_months_of_the_levant(text, expected):
    """Lebanon, Syria, Jordan and Iraq name the months otherwise than Egypt, and print both."""
    found = parse_dateline(text, tz="UTC", fetched_at=datetime(2020, 1, 1, tzinfo=UTC), lang="ar").published
    assert found is not None
    assert f"{found.instant:%Y-%m-%d} {found.precision}" == f"{expected} day"


def test_the_number_of_an_issue_is_no_part_of_its_day():
    """«Par Anne Un | Edition N°:6267 Le 24/05/2022», as a Moroccan daily prints it."""
    found = parse_dateline(
        "Par Anne Un | Edition N°:6267 Le 24/05/2022", tz="UTC", fetched_at=None, lang="fr"
    ).published
    assert found is not None
    assert f"{found.instant:%Y-%m-%d}" == "2022-05-24"
    embed = parse_dateline("— Anne Un (@anneun) January 1, 2020", tz="UTC", fetched_at=None, lang="en").published
    assert embed is None or embed.precision == "day"
