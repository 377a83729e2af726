"""The two dates of a page from signals that agree, disagree and lie. Each fault here has been seen on real pages."""

from datetime import UTC, datetime, timedelta

import pytest

import ingest
from ingest.model import Moment
from ingest.parsers.dates.page import (
    DATE_CLASS_WORDS,
    JSON_LD_KEYS,
    META_DATE_NAMES,
    MICRODATA_PROPERTIES,
    PageDates,
    Signal,
    settle,
    url_day,
)

FETCHED = datetime(2023, 5, 10, 12, 0, tzinfo=UTC)
P, M = "published", "modified"


def ld(raw, role=P):
    return Signal(role, raw, "json-ld", "datePublished" if role == P else "dateModified")


def meta(raw, role=P):
    return Signal(role, raw, "meta", f"article:{role}_time")


def seen(raw, near=True):
    return Signal(None, raw, "visible", "p", near)


def decide(*signals, tz="Europe/Paris", fetched_at=FETCHED, lang="fr"):
    return settle(signals, tz=tz, fetched_at=fetched_at, lang=lang)


def at(moment):
    return moment and f"{moment.instant:%Y-%m-%dT%H:%M:%S} {moment.precision}"


def both(dates):
    return at(dates.published), at(dates.modified)


def test_agreement_takes_the_seconds_of_metadata_and_the_words_of_the_page():
    """Metadata and the visible line name one minute: the instant has the seconds, the raw text is what readers see."""
    dates = decide(
        ld("2023-04-17T09:46:12+02:00"), meta("2023-04-17T07:46:12Z"), seen("Publié le 17 avril\n 2023 à 9h46")
    )
    assert both(dates) == ("2023-04-17T07:46:12 second", None)
    assert dates.published_raw == "Publié le 17 avril 2023 à 9h46"
    assert dates.published_offset == timedelta(hours=2)
    assert dates.published_found is not None
    assert (dates.published_found.method, dates.published_found.rejected) == ("json-ld", ())
    assert not dates.conflict


def test_local_digits_marked_z():
    """The line shows the same digits without a zone: the Z is false, for the modification too."""
    dates = decide(ld("2023-04-17T09:46:12Z"), ld("2023-04-17T11:05:00Z", M), seen("Publié le 17 avril 2023 à 9h46"))
    assert both(dates) == ("2023-04-17T07:46:12 second", "2023-04-17T09:05:00 second")


def test_utc_digits_under_a_local_offset():
    """07:46+02:00 where readers see 9h46: the digits are UTC."""
    dates = decide(ld("2023-04-17T07:46:12+02:00"), seen("Publié le 17 avril 2023 à 9h46"))
    assert both(dates) == ("2023-04-17T07:46:12 second", None)


def test_one_methods_false_offset_is_not_the_others():
    """A value that the line confirms keeps its offset, although another one under the same offset is false."""
    dates = decide(
        ld("2023-04-17T09:46:12+02:00"),
        Signal(None, "2023-04-17T07:46:12+02:00", "time", "<time>"),
        seen("Publié le 17 avril 2023 à 9h46"),
    )
    assert both(dates) == ("2023-04-17T07:46:12 second", None)


def test_same_digits_under_two_offsets_without_a_line():
    """Z in JSON-LD, +02:00 in the meta tag, the same digits: the zone's own offset at that time is the true one."""
    assert both(decide(ld("2023-04-17T09:46:12Z"), meta("2023-04-17T09:46:12+02:00"))) == (
        "2023-04-17T07:46:12 second",
        None,
    )


def test_a_confirmed_value_is_not_corrected_by_false_ones():
    """Digits without an offset that another value confirms as local stay local beside the same digits marked +00:00."""
    dates = decide(
        ld("2023-04-17T09:46:34"), meta("17/04/2023 09:46:34 +00:00"), Signal(P, "2023-04-17T07:46:34Z", "microdata")
    )
    assert both(dates) == ("2023-04-17T07:46:34 second", None)


def test_a_true_z_is_left_alone():
    """UTC digits marked Z agree with the line and stay what they are."""
    assert both(decide(ld("2023-04-17T07:46:12Z"), seen("Publié le 17/04/2023 à 09:46"))) == (
        "2023-04-17T07:46:12 second",
        None,
    )


def test_a_doubtful_value_corrects_no_offset():
    """A plug-in's copy of the time with a wrong offset does not move the page's own value."""
    weak = Signal(P, "2023-04-17T07:46:12+02:00", "meta-weak", "shop:article_published_time")
    assert both(decide(meta("2023-04-17T07:46:12+00:00"), weak)) == ("2023-04-17T07:46:12 second", None)


def test_swapped():
    """datePublished after dateModified, and readers see the latter as «publié»: the two were swapped."""
    dates = decide(
        ld("2023-04-17T11:05:00+02:00"), ld("2023-04-17T09:46:12+02:00", M), seen("Publié le 17 avril 2023 à 9h46")
    )
    assert both(dates) == ("2023-04-17T07:46:12 second", "2023-04-17T09:05:00 second")
    assert dates.conflict


def test_an_earlier_modification_without_a_line_is_dropped():
    """datePublished after dateModified and nothing visible: the publication stays, the update goes."""
    dates = decide(ld("2023-04-17T11:05:00+02:00"), ld("2023-04-17T09:46:12+02:00", M))
    assert both(dates) == ("2023-04-17T09:05:00 second", None)


def test_a_day_of_modification_swaps_nothing():
    """dateModified without a time lies on the day of every publication: the seconds of datePublished stay."""
    dates = decide(
        ld("2023-04-17T09:46:12Z"),
        ld("2023-04-17", M),
        seen("17.04.2023"),
        seen("Créé: 17.04.2023, 09h46", near=False),
    )
    assert both(dates) == ("2023-04-17T07:46:12 second", None)


LATE = "2023-04-19T10:05:00+02:00"


@pytest.mark.parametrize("modified", [LATE, "2023-04-18T08:00:00+02:00", "2023-04-18"])
def test_a_late_modification_that_readers_are_not_told_of(modified):
    """Saving a page for its tags or its template changes dateModified too: that is kept as evidence only."""
    dates = decide(ld("2023-04-17T09:46:12+02:00"), ld(modified, M), seen("Publié le 17 avril 2023"))
    assert both(dates) == ("2023-04-17T07:46:12 second", None)
    assert dates.modified_found is not None
    assert (dates.modified_found.method, dates.modified_found.rejected) == ("none", (("json-ld", modified),))


@pytest.mark.parametrize(
    "told",
    [
        seen("Publié le 17 avril 2023, mis à jour le 19 avril"),
        seen("19 avril 2023"),
        meta(LATE),
        Signal(None, LATE, "time", "<time> 19 avril"),
    ],
)
def test_a_late_modification_that_the_page_shows(told):
    """A visible date, or a publication that was moved to it, makes the same value the update, with its seconds."""
    dates = decide(ld("2023-04-17T09:46:12+02:00"), ld(LATE, M), told)
    assert both(dates) == ("2023-04-17T07:46:12 second", "2023-04-19T08:05:00 second")


@pytest.mark.parametrize("modified", ["2023-04-17T23:50:00+02:00", "2023-04-18T03:10:00+02:00"])
def test_a_modification_while_the_story_runs(modified):
    """On the same day, or the night after an evening's story, metadata alone is believed."""
    assert at(decide(ld("2023-04-17T18:46:12+02:00"), ld(modified, M)).modified) is not None


@pytest.mark.parametrize("modified", ["2023-04-17T09:46:12+02:00", "2023-04-17T09:47:00+02:00", "2023-04-17"])
def test_an_equal_modification_is_none(modified):
    """Most templates repeat the publication as the modification: no update is invented from that."""
    assert both(decide(ld("2023-04-17T09:46:12+02:00"), ld(modified, M))) == ("2023-04-17T07:46:12 second", None)


def test_a_publication_overwritten_by_the_update():
    """A visible «publié» earlier than datePublished wins; the loser is kept with its method."""
    dates = decide(ld("2023-04-19T11:05:00+02:00"), seen("Publié le 17 avril 2023 à 9h46"))
    assert both(dates) == ("2023-04-17T07:46:00 minute", None)
    assert dates.conflict
    assert dates.published_found is not None
    assert dates.published_found.rejected == (("json-ld", "2023-04-19T11:05:00+02:00"),)


def test_a_labelled_line_elsewhere_does_not_move_the_publication():
    """«Publié le …» under a related story or a picture is not the article's."""
    dates = decide(ld("2023-04-19T11:05:00+02:00"), seen("Publié le 17 avril 2023 à 9h46", near=False))
    assert both(dates) == ("2023-04-19T09:05:00 second", None)


def test_published_and_modified_both_overwritten():
    """All metadata has the update's minute, the line says so, and the URL names an earlier day: that day it is."""
    dates = decide(
        ld("2023-04-19T11:05:00+02:00"),
        ld("2023-04-19T11:05:00+02:00", M),
        seen("Mis à jour le 19 avril 2023 à 11h05"),
        seen("12/04/2023 | 19h00", near=False),
        Signal(P, "2023-04-17", "url", near_headline=False),
    )
    assert both(dates) == ("2023-04-16T22:00:00 day", "2023-04-19T09:05:00 second")


def test_an_unlabelled_line_equal_to_the_modification_is_the_update():
    """A bare date that is dateModified does not move the publication."""
    dates = decide(ld("2023-04-17T07:46:12Z"), ld("2023-04-19T09:05:00Z", M), seen("19/04/2023 à 11:05"))
    assert both(dates) == ("2023-04-17T07:46:12 second", "2023-04-19T09:05:00 second")
    assert not dates.conflict


def test_an_update_line_alone():
    """«Mis à jour le …» and nothing else: an update, no publication, no guess."""
    dates = decide(seen("Mis à jour le lundi 17 avril 2023 – 09:46"))
    assert both(dates) == (None, "2023-04-17T07:46:00 minute")
    assert dates.modified_raw == "Mis à jour le lundi 17 avril 2023 – 09:46"


def test_a_time_element_that_the_line_calls_the_update():
    """<time> without a role takes the visible label of the same minute."""
    dates = decide(Signal(None, "2023-04-19T11:05:00+02:00", "time"), seen("Mis à jour le 19 avril 2023 à 11h05"))
    assert both(dates) == (None, "2023-04-19T09:05:00 second")


def test_midnight_in_metadata_is_a_day():
    """00:00:00 is a template's day, under Z too; a time on that day further down is better."""
    assert both(decide(ld("2023-04-17T00:00:00Z"))) == ("2023-04-16T22:00:00 day", None)
    assert both(decide(ld("2023-04-17"), seen("17 avril 2023 - 9h46"))) == ("2023-04-17T07:46:00 minute", None)
    assert both(decide(ld("2023-04-17"), meta("2023-04-17T09:46:00+02:00"))) == ("2023-04-17T07:46:00 second", None)


def test_a_day_is_not_refined_by_the_updates_clock():
    """The only time on the publication's day is the labelled update's: the publication stays a day."""
    dates = decide(ld("2023-04-17"), meta("2023-04-17T09:46+02:00"), seen("Mis à jour le 17 avril 2023 à 9h46"))
    assert both(dates) == ("2023-04-16T22:00:00 day", "2023-04-17T07:46:00 minute")


@pytest.mark.parametrize(
    "raw",
    [
        "1970-01-01T00:00:00Z",
        "0001-01-01T00:00:00",
        "1899-12-30",
        "0",
        "-62135596800",
        "2023-06-01T10:00:00Z",
        "NaN",
        "",
    ],
)
def test_unset_and_future_values_are_no_signals(raw):
    """Defaults of databases and dates beyond tomorrow leave the decision to what is left."""
    assert both(decide(ld(raw), seen("Publié le 17 avril 2023"))) == ("2023-04-16T22:00:00 day", None)
    assert decide(ld(raw)) == PageDates()


def test_the_time_of_the_request_is_no_update():
    """A modification within two minutes of the fetch is the page's clock …"""
    assert both(decide(ld("2023-04-17T07:46:12Z"), ld("2023-05-10T11:59:30Z", M))) == (
        "2023-04-17T07:46:12 second",
        None,
    )


def test_the_time_of_the_request_is_no_publication():
    """… and so is such a publication when another signal is a day older."""
    dates = decide(ld("2023-05-10T11:59:30Z"), meta("2023-04-17T07:46:12Z"))
    assert both(dates) == ("2023-04-17T07:46:12 second", None)
    assert both(decide(ld("2023-05-10T11:59:30Z"))) == ("2023-05-10T11:59:30 second", None)


def test_the_record_of_the_clip_yields_to_the_articles_meta_tag():
    """uploadDate and dateCreated are the video's or the record's: article:published_time outweighs them."""
    dates = decide(Signal(P, "2019-01-16T14:53:35+01:00", "json-ld", "uploadDate"), meta("2023-04-17T09:46:12+02:00"))
    assert both(dates) == ("2023-04-17T07:46:12 second", None)


def test_far_dates_count_only_for_want_of_others_and_when_they_agree():
    """Dates of comments and related stories below the text do not outweigh, and two of them are no date."""
    far = [seen("3 mai 2022 à 10h00", near=False), seen("4 mai 2022", near=False)]
    assert both(decide(*far, Signal(P, "2023-04-17", "url", near_headline=False))) == ("2023-04-16T22:00:00 day", None)
    assert decide(*far) == PageDates()
    assert both(decide(far[0])) == ("2022-05-03T08:00:00 minute", None)


def test_a_line_with_other_words_counts_as_last_resort():
    """«Sorties, 30.10.22» near the headline is better than nothing, and worse than anything else."""
    assert both(decide(seen("gardez la forme, 30.10.22"))) == ("2022-10-29T22:00:00 day", None)
    assert both(decide(seen("gardez la forme, 30.10.22"), ld("2023-04-17"))) == ("2023-04-16T22:00:00 day", None)
    assert decide(seen("gardez la forme, 30.10.22"), seen("ou pas, 31.10.22")) == PageDates()


def test_without_a_fetch_nothing_is_invented():
    """Relative words stay unread; fixed ones are read."""
    assert both(decide(seen("Publié il y a 3 heures"), fetched_at=None)) == (None, None)
    assert both(decide(ld("2023-04-17T07:46:12Z"), fetched_at=None)) == ("2023-04-17T07:46:12 second", None)


def test_relative_lines_take_the_metadata_that_fits():
    """«il y a 3 heures» agrees with datePublished to the hour: the seconds are metadata's."""
    dates = decide(ld("2023-05-10T08:40:12Z"), seen("Publié il y a 3 heures"))
    assert both(dates) == ("2023-05-10T08:40:12 second", None)
    assert not dates.conflict


def test_an_unknown_zone_is_taken_from_the_pages_own_values():
    """No zone, but +08:00 in JSON-LD: lines and values without an offset are read there."""
    dates = decide(
        ld("2023-04-17T16:55:35+08:00"),
        meta("2023-04-17 16:55:35"),
        seen("Monday, 17 Apr 2023 4:55 PM"),
        tz=None,
        lang="en",
    )
    assert both(dates) == ("2023-04-17T08:55:35 second", None)
    assert not dates.conflict
    assert both(decide(meta("2023-04-17 16:55:35"), tz=None)) == ("2023-04-17T16:55:35 second", None)


def test_a_page_without_dates_has_none():
    """No signal, no date: never the fetch, never 1 January."""
    assert decide() == PageDates()
    assert (
        decide(seen("Lecture : 3 min"), seen("© 2023"), seen("Tél. 01 23 45 67 89"), seen("1681717560")) == PageDates()
    )


def test_raw_words_and_evidence_are_kept_for_a_person_who_looks():
    """Provenance names the method and the place; evidence is cut to 300 characters."""
    dates = decide(Signal(P, "2023-04-17", "meta", "x" * 500))
    assert dates.published == Moment(datetime(2023, 4, 16, 22, tzinfo=UTC), "day")
    assert dates.published_raw == "2023-04-17"
    assert dates.published_found is not None
    assert dates.published_found.evidence == "x" * 300


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://j.example/monde/2023/04/17/titre", "2023-04-17"),
        ("https://j.example/2023/4/7/titre", "2023-04-07"),
        ("https://j.example/titre-17-04-2023-120.html", "2023-04-17"),
        ("https://j.example/a/20230417-titre", "2023-04-17"),
        ("https://j.example/2023/0417/a.html", "2023-04-17"),
        ("https://j.example/2023/apr/17/titre", "2023-04-17"),
        ("https://j.example/2023-04-17-titre?d=2020-01-01", "2023-04-17"),
        ("https://j.example/2023/04/titre", None),
        ("https://j.example/2023/13/45/titre", None),
        ("https://j.example/1905/12/09/loi", None),
        ("https://j.example/a?date=2023-04-17", None),
        ("https://j.example/120230417000", None),
        ("https://[broken", None),
        (None, None),
    ],
)
def test_the_day_of_a_url(url, day):
    """A whole day in the path counts; a month, an identifier, a query and a year of history do not."""
    assert url_day(url) == day


def test_what_the_walk_compares_is_in_lower_case():
    """The walk folds names before it looks them up here."""
    for name in (*META_DATE_NAMES, *MICRODATA_PROPERTIES, *DATE_CLASS_WORDS):
        assert name == name.lower()
    assert next(iter(JSON_LD_KEYS)) == "datePublished"


def test_an_update_that_the_page_states_may_be_soon():
    """«mis à jour» in the same minute counts when metadata has a later second; unseen, it does not."""
    values = (ld("2023-04-17T09:46:18+02:00"), ld("2023-04-17T09:46:59+02:00", M))
    line = seen("17/04/2023 à 09h46 • Mis à jour le 17/04/2023 à 09h46")
    assert both(decide(*values, line)) == ("2023-04-17T07:46:18 second", "2023-04-17T07:46:59 second")
    assert both(decide(*values)) == ("2023-04-17T07:46:18 second", None)


def test_a_publication_after_its_own_modification_gives_way_to_an_earlier_line():
    """Metadata that contradicts itself is the template's: the earlier day that readers see is the publication."""
    values = (meta("2023-04-17T10:33:13Z"), meta("2023-04-17T10:32:18Z", M))
    assert both(decide(*values, seen("9 mars 2023"))) == ("2023-03-08T23:00:00 day", None)


def test_lines_far_away_count_only_when_they_name_one_day():
    """After the text a labelled line outweighs the URL; several days, or a line that must be alone, give none."""
    far = seen("Cet article a été publié le 17 avril 2023 à 9h46 par X", near=False)
    url = Signal(P, "2023-04-16", "url", near_headline=False)
    assert both(decide(far, url)) == ("2023-04-17T07:46:00 minute", None)
    assert both(decide(seen("17 avril 2023", near=False), seen("18 avril 2023", near=False))) == (None, None)
    words = "Voir la mairie le 17 avril 2023"
    assert both(decide(Signal(None, words, "visible", "p", False, alone=True))) == (None, None)
    assert both(decide(Signal(None, words, "visible", "p", False))) == ("2023-04-16T22:00:00 day", None)


def test_several_times_of_one_day_are_that_day():
    """Times far from the headline that agree on the day only give the day only."""
    times = [Signal(None, f"2023-04-17T{hour}:00:00+02:00", "time", near_headline=False) for hour in ("09", "14")]
    assert both(decide(*times)) == ("2023-04-16T22:00:00 day", None)


def test_a_near_line_is_believed_before_a_labelled_one_far_away():
    """«17 avril 2023» under the headline, «Publié le …» in a box after the text: the headline's."""
    dates = decide(seen("17 avril 2023"), seen("Publié le 3 mars 2023", near=False))
    assert both(dates) == ("2023-04-16T22:00:00 day", None)


def test_what_a_page_says_of_other_things_comes_last():
    """The date of a fact check or a clip is taken only where nothing else is, and outvotes nothing."""
    weak = Signal(P, "2023-04-10", "json-ld-weak", "ClaimReview datePublished")
    assert both(decide(weak)) == ("2023-04-09T22:00:00 day", None)
    dates = decide(weak, seen("17 avril 2023"))
    assert both(dates) == ("2023-04-16T22:00:00 day", None)
    assert not dates.conflict


def test_digits_cut_to_the_minute_are_those_of_the_whole_value():
    """«2023-04-17|19h18» beside 19:18:46+00:00: made from it, in its offset."""
    dates = decide(
        meta("2023-04-17|19h18"), Signal(None, "2023-04-17 19:18:46.402+00:00", "time"), tz="America/Toronto"
    )
    assert at(dates.published) == "2023-04-17T19:18:00 minute"
    assert not dates.conflict


def test_the_clock_that_readers_see():
    """Where the zone's day is not the printed one and the value's own is, or no zone is known, its offset is shown."""
    value = ld("2023-04-17T22:30:00Z")
    assert decide(value).display_offset is None
    # SPIP writes a day that readers see as midnight in UTC: its moment is midnight in the newsroom.
    spip = decide(ld("2012-01-11T00:00:00Z"), seen("mercredi 11 janvier 2012"), tz="Europe/Paris")
    assert spip.display_offset is None
    assert decide(value, seen("17 avril 2023")).display_offset == timedelta(0)
    assert decide(value, seen("18 avril 2023")).display_offset is None
    assert decide(ld("2023-04-17T22:30:00-05:00"), tz=None).display_offset == timedelta(hours=-5)
    assert decide(ld("2023-04-17T00:00:00-05:00")).display_offset == timedelta(hours=-5)
    assert decide(ld("2023-04-17T22:30:00"), tz=None).display_offset is None


def test_lines_in_a_language_without_a_table():
    """Romanian, Polish: a date among few words is read; where metadata has told, the slow reading is not done."""
    line = seen("Gazeta, 20 septembrie 2022 16:20")
    assert both(decide(line, lang="ro", tz="Europe/Chisinau")) == ("2022-09-20T13:20:00 minute", None)
    assert both(decide(ld("2023-04-17T09:46:12+02:00"), line, lang="ro")) == ("2023-04-17T07:46:12 second", None)
    assert (
        both(decide(seen("2023年4月17日 09:46 | 記者"), lang="ja", tz="Asia/Tokyo"))[0] == "2023-04-17T00:46:00 minute"
    )
    assert both(decide(seen("2023年4月17日，在北京举行记者会"), lang="zh")) == (None, None)
    assert both(decide(seen("1975年1月28日"), lang="zh")) == (None, None)


def test_a_template_that_prints_the_month_first():
    """11/01/2023 on a page of 1 November by its metadata is that day; where metadata has 11 January, it is that."""
    line = seen("Stand: 11/01/2023, 05:00")
    november = decide(ld("2023-11-01T05:00:14+01:00"), line, lang="de", fetched_at=datetime(2023, 12, 1, tzinfo=UTC))
    assert both(november) == ("2023-11-01T04:00:14 second", None)
    january = decide(ld("2023-01-11T05:00:14+01:00"), line, lang="de")
    assert both(january) == ("2023-01-11T04:00:14 second", None)
    contradictory = (ld("2023-11-01T05:00:14+01:00"), ld("2023-11-01T05:00:00+01:00", M), seen("11/01/2023"))
    assert both(decide(*contradictory, lang="de", fetched_at=datetime(2023, 12, 1, tzinfo=UTC)))[0] == at(
        november.published
    )
    assert not november.conflict


def test_words_of_a_stored_page_are_read_as_of_the_day_it_was_made() -> None:
    """«Publié aujourd’hui à 06h58, mis à jour à 18h41», fetched two years later, means the day that metadata tells."""
    signals = [
        Signal("published", "2024-03-29T06:58:20+01:00", "json-ld", "datePublished"),
        Signal(None, "Publié aujourd’hui à 06h58, mis à jour à 18h41", "visible", "p"),
    ]
    found = settle(signals, tz="Europe/Paris", fetched_at=datetime(2026, 11, 23, 7, 0, tzinfo=UTC), lang="fr")
    assert found.published == Moment(datetime(2024, 3, 29, 5, 58, 20, tzinfo=UTC), "second")
    assert found.modified == Moment(datetime(2024, 3, 29, 17, 41, tzinfo=UTC), "minute")
    assert not found.conflict


def test_an_update_that_the_page_shows_counts_on_the_day_of_a_publication_without_an_hour():
    """Midnight stands for the day. Metadata alone, later on that day, would be any save of the page."""
    values = ld("2023-04-17T00:00:00+02:00"), ld("2023-04-17T13:45:00+02:00", M)
    assert both(decide(*values)) == ("2023-04-16T22:00:00 day", None)
    shown = decide(*values, seen("Lundi 17 avril 2023 00:00 MISE À JOUR Lundi 17 avril 2023 13:45"))
    assert at(shown.modified) == "2023-04-17T11:45:00 second"


def test_the_clock_in_a_header_is_no_publication():
    """«Vendredi 14 avril 2023 - 14:00» above the headline is the hour of the request, where the end of the text says
    when it was written."""
    clock, written = seen("Mercredi 10 mai 2023 - 13:59"), seen("Rédigé par A. Un le mardi 9 mai 2023 à 15:24", False)
    assert at(decide(clock, written).published) == "2023-05-09T13:24:00 minute"
    assert at(decide(clock, written, fetched_at=None).published) == "2023-05-10T11:59:00 minute"


def test_an_element_that_says_updated_counts_where_metadata_repeats_the_publication():
    """dateModified is often a copy of datePublished, while <time> says «Updated»."""
    updated = Signal(M, "2023-04-17T14:32:00+02:00", "time", "<time> Updated Apr 17, 2023")
    dates = decide(ld("2023-04-17T09:46:00+02:00"), ld("2023-04-17T09:46:00+02:00", M), updated)
    assert both(dates) == ("2023-04-17T07:46:00 second", "2023-04-17T12:32:00 second")


PARAGRAPHS = "".join(
    f"<p>La {n}e travée a été posée de nuit, sous la pluie, devant quelques curieux venus des deux rives du fleuve.</p>"
    for n in range(2, 7)
)


def read_page(above, under="", behind="", lang="fr"):
    page = (
        f"<body>{above}<div id='art'><h1>Le pont rouvre lundi</h1>{under}<div>{PARAGRAPHS}</div>{behind}</div></body>"
    )
    return ingest.parse(f"<html lang='{lang}'>{page}</html>", "https://example.org/a", timezone="Europe/Paris")


def test_todays_date_in_the_masthead_is_no_publication():
    """Old papers print it on every page."""
    today = "<div class='header'><div class='date'>samedi 1 janvier 2011</div></div>"
    article = read_page(today, "<div>31.12.2010 10:14, aktualizacja: 31.12.2010 12:40</div>", lang="pl")
    assert str(article.published_at) == "2010-12-31 10:14:00+01:00"
    assert str(article.modified_at) == "2010-12-31 12:40:00+01:00"
    assert read_page(today).published_at is None


def test_a_posts_clock_below_it():
    """Blogger prints the day above a post and the clock below, with the moment in the microformat hAtom."""
    posted = "Posté par Anne Un à <abbr class='published' title='2010-11-07T10:26:00Z'>11:26</abbr>"
    day = "<h2 class='date-header'>dimanche 7 novembre 2010</h2>"
    assert str(read_page(day, behind=f"<p>{posted}</p>").published_at) == "2010-11-07 11:26:00+01:00"
    other = posted.replace("2010-11-07", "2010-11-09")
    assert str(read_page("", day, f"<p>{posted}</p>").published_at) == "2010-11-07 11:26:00+01:00"
    assert str(read_page("", day, f"<p>{other}</p>").published_at) == "2010-11-07 00:00:00+01:00"


def test_a_clock_outside_the_articles_frame():
    """The site's own day and hour above the article, whose foot says when it was written."""
    clock = "<div id='mod_date'>Mercredi 13 mars 2013 - 08:41</div>"
    signed = "<div class='foot'>Rédigé par Anne Un le mardi 12 mars 2013 à 17:28 | Lu 2914 fois</div>"
    assert str(read_page(clock, behind=signed).published_at) == "2013-03-12 17:28:00+01:00"
    assert str(read_page(clock).published_at) == "2013-03-13 08:41:00+01:00"


def test_a_day_in_utc_gives_way_to_the_minute_of_the_evening_before():
    """«sailthru.date» 2014-06-30 beside <time> 2014-06-29 20:08-0400: one moment, and readers see the 29th."""
    day = Signal(P, "2014-06-30", "meta", "sailthru.date")
    minute = Signal(P, "2014-06-29 20:08:00-0400", "time", "<time>")
    dates = decide(day, minute, tz="America/New_York", lang="en", fetched_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert both(dates) == ("2014-06-30T00:08:00 second", None)


def test_a_labelled_day_gives_way_to_the_minute_beside_it():
    """«Anne Un on June 26, 2014 at 9:00a», above «Release Date 2014-06-26» in a table."""
    lines = (seen("By Anne Un @anneun on June 26, 2014 at 9:00a"), seen("Release Date 2014-06-26"))
    dates = decide(*lines, tz="UTC", lang="en", fetched_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert both(dates) == ("2014-06-26T09:00:00 minute", None)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://news.example/2010/POLITICS/08/13/budget/index.html", "2010-08-13"),
        ("https://news.example/2013/middle_east/8/3/port/index.html", "2013-08-03"),
        ("https://news.example/2013/middle_east/8/33/port/index.html", None),
    ],
)
def test_a_section_between_year_and_month(url, day):
    """Addresses of American broadcasters, and their Arabic editions."""
    assert url_day(url) == day


def test_a_server_that_prints_utc_for_readers_elsewhere():
    """19:08Z and «7:08pm» for Sydney: the day in the address is that of 05:08 on the next one, so both are UTC."""
    told = Signal(P, "2023-08-16T19:08:54+00:00", "json-ld", "datePublished")
    line = seen("Posted Wed 16 Aug 2023 at 7:08pmWednesday 16 Aug 2023 at 7:08pm")
    address = Signal(P, "2023-08-17", "url", "/news/2023-08-17/town")
    late = {"tz": "Australia/Sydney", "lang": "en", "fetched_at": datetime(2024, 1, 1, tzinfo=UTC)}
    assert both(decide(told, line, address, **late)) == ("2023-08-16T19:08:54 second", None)
    # Without the address, or with the day that readers see, the digits are the newsroom's own.
    own = ("2023-08-16T09:08:54 second", None)
    assert both(decide(told, line, **late)) == own
    assert both(decide(told, line, Signal(P, "2023-08-16", "url", "/news/2023-08-16/town"), **late)) == own
