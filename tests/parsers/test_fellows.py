"""What comes together with what is wanted, by scores set by hand."""

from __future__ import annotations

from ingest.parsers.features import context_of
from ingest.parsers.fellows import with_fellows
from ingest.parsers.walk import Tree, walk

FIRST = "La régie a compté les voyageurs pendant six mois, à toutes les heures et sur toutes les lignes du réseau."
LAST = "Les chiffres seront publiés en juin, ligne par ligne, avec les retards et le nombre de courses supprimées."


def kept(html: str, scores: dict[str, float]) -> list[str]:
    """Texts of the segments that come out; segments without a score of their own have 0."""
    tree = walk(html)
    found = [scores.get(segment.text, 0.0) for segment in tree.segments]
    wanted = [number for number, score in enumerate(found) if score >= 0.5]
    return _texts(tree, with_fellows(tree, context_of(tree, -1), found, wanted, -1))


def _texts(tree: Tree, numbers: list[int]) -> list[str]:
    return [tree.segments[number].text for number in numbers]


def test_list_of_which_most_is_wanted_comes_whole() -> None:
    """One short item that looks like nothing does not fall out of its list."""
    items = ["trois départs le matin", "deux départs le soir", "un le midi"]
    html = f"<div><p>{FIRST}</p><ul>{''.join(f'<li><p>{item}</p></li>' for item in items)}</ul><p>{LAST}</p></div>"
    assert kept(html, {FIRST: 0.99, LAST: 0.99, items[0]: 0.8, items[1]: 0.7}) == [FIRST, *items, LAST]


def test_list_between_two_paragraphs_needs_less() -> None:
    """In the text's own frame a list is most likely the text's; below its last paragraph, anybody's."""
    items = ["trois départs le matin", "deux départs le soir", "un le midi"]
    listed = f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"
    scores = {FIRST: 0.99, LAST: 0.99, items[0]: 0.45, items[1]: 0.55, items[2]: 0.3}
    assert kept(f"<div><p>{FIRST}</p>{listed}<p>{LAST}</p></div>", scores) == [FIRST, *items, LAST]
    assert kept(f"<div><p>{FIRST}</p><p>{LAST}</p>{listed}</div>", scores) == [FIRST, LAST]


def test_list_that_a_colon_announces_comes_whole() -> None:
    """«… cet été :» says that the lines below are the text's, however little they look like it."""
    items = ["juin : 3 100 ;", "juillet : 9 400 ;"]
    listed = f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"
    announcing = f"{FIRST.rstrip('.')} :"
    scores = {announcing: 0.99, FIRST: 0.99, LAST: 0.99}
    assert kept(f"<div><p>{announcing}</p>{listed}<p>{LAST}</p></div>", scores) == [announcing, *items, LAST]
    assert kept(f"<div><p>{FIRST}</p>{listed}<p>{LAST}</p></div>", scores) == [FIRST, LAST]


def test_crossheads_of_entries_that_a_number_tells_apart() -> None:
    """Each entry of a live blog has an id of its own: their crossheads are alike all the same."""
    heads = ["Le pont rouvre", "Le maire parle", "La fin"]
    entry = "<div class='entry' id='e-{n}'><h2 class='t'>{head}</h2><div><p>{text}</p></div></div>"
    texts = [f"{FIRST} {n}" for n in range(3)]
    html = "".join(
        entry.format(n=n, head=head, text=text) for n, (head, text) in enumerate(zip(heads, texts, strict=True))
    )
    scores = {**dict.fromkeys(texts, 0.99), heads[0]: 0.6, heads[1]: 0.45, heads[2]: 0.6}
    assert kept(f"<div>{html}</div>", scores) == [line for pair in zip(heads, texts, strict=True) for line in pair]


def test_crosshead_in_a_frame_beside_those_of_the_paragraphs() -> None:
    """Page builders put each paragraph and each crosshead into a module of its own, named for what it holds."""
    more = [f"{number}. {FIRST}" for number in range(3)]
    modules = "".join(f"<div class='module m-text'><p>{text}</p></div>" for text in more)
    head = "Neuf kilomètres de sapins"
    last = f"<div class='module m-text'><p>{LAST}</p></div>"
    html = f"<div>{modules}<div class='module m-head'><h2>{head}</h2></div>{last}</div>"
    assert head in kept(html, {**dict.fromkeys(more, 0.99), LAST: 0.99, head: 0.3})
    assert head in kept(
        html.replace("module m-head", "intertitre"), {**dict.fromkeys(more, 0.99), LAST: 0.99, head: 0.3}
    )
    assert head not in kept(html, {**dict.fromkeys(more, 0.99), LAST: 0.99, head: 0.2})


def test_list_of_which_little_is_wanted_goes_whole() -> None:
    """A menu of which one entry looks like text is a menu."""
    items = ["Les horaires de la ligne du plateau", "Les tarifs", "Nous écrire", "Objets trouvés", "Nos agences"]
    html = f"<div><p>{FIRST}</p><ul>{''.join(f'<li>{item}</li>' for item in items)}</ul><p>{LAST}</p></div>"
    assert kept(html, {FIRST: 0.99, LAST: 0.99, items[0]: 0.6}) == [FIRST, LAST]


def test_article_in_an_unclosed_list_item_stays() -> None:
    """Paragraphs are never taken for short items, whatever the list around them scores."""
    html = f"<div><ul><li>Le bus<li><p>{FIRST}</p><p>Un menu</p><p>{LAST}</p><p>Encore un menu bien long</p></ul></div>"
    found = kept(html, {FIRST: 0.6, LAST: 0.6})
    assert FIRST in found
    assert LAST in found


def test_table_among_paragraphs_comes_whole() -> None:
    """Numbers score nothing; their place between two paragraphs of one frame says that they are the article's."""
    rows = "".join(f"<tr><td>Ligne {n}</td><td>{n * 317}</td></tr>" for n in range(1, 5))
    for table in (f"<table>{rows}</table>", f"<div class='defile'><table>{rows}</table></div>"):
        found = kept(f"<div><p>{FIRST}</p>{table}<p>{LAST}</p></div>", {FIRST: 0.99, LAST: 0.99})
        assert found == [FIRST, "Ligne 1", "317", "Ligne 2", "634", "Ligne 3", "951", "Ligne 4", "1268", LAST]


def test_table_in_a_box_or_made_of_links_is_left() -> None:
    """A box with its own heading stands beside the text; a table of links is navigation."""
    rows = "".join(f"<tr><td>Ligne {n}</td><td>{n * 317}</td></tr>" for n in range(1, 5))
    links = "".join(
        f"<tr><td><a href='/{n}'>Ligne {n}</a></td><td><a href='/h{n}'>Horaires</a></td></tr>" for n in "123"
    )
    for beside in (f"<div><h3>À part</h3><table>{rows}</table></div>", f"<table>{links}</table>"):
        assert kept(f"<div><p>{FIRST}</p>{beside}<p>{LAST}</p></div>", {FIRST: 0.99, LAST: 0.99}) == [FIRST, LAST]


def test_comment_in_a_table_of_its_own_is_left() -> None:
    """Two cells that look a little like text make no table of data."""
    comment = "Je prends cette ligne tous les jours depuis vingt ans et personne ne m’a jamais compté, dit-il encore."
    html = f"<div><p>{FIRST}</p><p>{LAST}</p></div><table><tr><td>Marc</td></tr><tr><td>{comment}</td></tr></table>"
    assert kept(html, {FIRST: 0.99, LAST: 0.99, "Marc": 0.2, comment: 0.4}) == [FIRST, LAST]


def test_doubtful_entry_in_the_dress_of_sure_ones_is_kept() -> None:
    """The last entry of a live blog, the paragraphs behind an advertisement: same names, same place in the tree."""
    texts = [
        f"À {hour} heures, la rivière a dépassé de {hour} centimètres le repère de la dernière crue." for hour in "4567"
    ]
    heads = ["Le quai est fermé", "La digue tient", "Trois écoles fermées", "Bonjour"]
    html = "".join(
        f"<section><div class='tete'><h2>{head}</h2></div><div class='suite'><p>{text}</p></div></section>"
        for head, text in zip(heads, texts, strict=True)
    )
    scores = dict.fromkeys(texts, 0.95) | dict.fromkeys(heads[:2], 0.7) | {texts[3]: 0.4}
    assert kept(f"<div>{html}</div>", scores) == [line for pair in zip(heads, texts, strict=True) for line in pair]
    undressed = html.replace(" class='suite'", "")
    assert texts[3] not in kept(f"<div>{undressed}</div>", scores)


def test_crosshead_in_a_frame_of_its_own_comes_between_paragraphs_in_theirs() -> None:
    """Templates that wrap each element: the heading's frame is named as the paragraphs' are. A teaser's is not."""
    wrapped = [f"<div class='element'><p>{text}</p></div>" for text in (FIRST, LAST + " Un.", LAST + " Deux.", LAST)]
    head, teaser = "Ce que disent les chiffres", "Des bus plus courts en été"
    html = (
        f"<div>{wrapped[0]}<div class='element'><h2>{head}</h2></div>{wrapped[1]}"
        f"<div class='card'><h2>{teaser}</h2></div>{wrapped[2]}{wrapped[3]}</div>"
    )
    sure = dict.fromkeys((FIRST, LAST + " Un.", LAST + " Deux.", LAST), 0.99)
    assert kept(html, sure | {head: 0.4, teaser: 0.4}) == [FIRST, head, LAST + " Un.", LAST + " Deux.", LAST]


def test_notes_that_lead_back_into_the_text_belong_to_it() -> None:
    """Lists of footnotes have no numbers in their text; the arrow at the end tells them."""
    notes = ["Voir l’avis de la régie.", "Compté à la main, deux fois."]
    listed = "".join(f"<li>{note} <a href='#r{n}'>↩︎</a></li>" for n, note in enumerate(notes))
    html = f"<div><p>{FIRST}</p><p>{LAST}</p></div><section><h2>Notes</h2><ol>{listed}</ol></section><p>Imprimer</p>"
    found = kept(html, {FIRST: 0.99, LAST: 0.99})
    assert [text.rstrip("\ufe0e↩ ") for text in found] == [FIRST, LAST, *notes]


def test_last_answers_in_the_dress_of_the_paragraphs() -> None:
    """A short question and its answer below the last long one; a line without a full stop is a label, and so is what a
    publisher reserves."""
    paragraphs = [FIRST, LAST, FIRST.replace("six", "sept"), "Et maintenant ?", "Maintenant, le train."]
    end = ["Copyright 2024 La Navette. Tous droits réservés."]
    html = "".join(f"<div class='k'><p class='x'>{text}</p></div>" for text in [*paragraphs, *end])
    scores = {**dict.fromkeys(paragraphs[:3], 0.99), **dict.fromkeys([*paragraphs[3:], *end], 0.4)}
    assert kept(html, scores) == paragraphs


def test_list_below_a_crosshead_needs_less() -> None:
    """As between two paragraphs."""
    items = ["trois départs le matin", "deux départs le soir", "un le midi"]
    listed = f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"
    scores = {FIRST: 0.99, "Ce qui change": 0.8, LAST: 0.99, items[0]: 0.45, items[1]: 0.55, items[2]: 0.3}
    html = f"<div><p>{FIRST}</p><h2>Ce qui change</h2>{listed}<p>{LAST}</p></div>"
    assert kept(html, scores) == [FIRST, "Ce qui change", *items, LAST]


def test_list_in_a_frame_like_those_of_paragraphs() -> None:
    """Some sites put each of them into one; a short line may announce the list."""
    items = ["trois départs le matin ;", "deux départs le soir."]
    listed = f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"
    parts = (f"<p>{FIRST}</p>", "<p>La régie promet ceci :</p>", listed, f"<p>{LAST}</p>")
    html = "".join(f"<div class='part'>{part}</div>" for part in parts)
    said = {FIRST: 0.99, "La régie promet ceci :": 0.7, LAST: 0.99}
    assert kept(f"<main>{html}</main>", said) == [FIRST, "La régie promet ceci :", *items, LAST]


CORRECTED = "Correctie (28 oktober 2024): in een eerdere versie van dit stuk stond dat het plan 122 hectare beslaat."


def test_a_correction_behind_the_text_is_text() -> None:
    """Whatever it is called, and however little it looks like the article; a line that only may be one is none."""
    html = f"<div><p>{FIRST}</p><p>{LAST}</p></div><div class='x'><p>{CORRECTED}</p><p>Mail de redactie</p></div>"
    assert kept(html, {FIRST: 0.99, LAST: 0.99, CORRECTED: 0.3}) == [FIRST, LAST, CORRECTED]
    assert kept(html, {FIRST: 0.99, LAST: 0.99, CORRECTED: 0.05}) == [FIRST, LAST]


def test_a_postscript_is_text() -> None:
    """Below its heading, as SPIP prints it."""
    said = "Les écoles qui n'ont pas encore renvoyé la fiche peuvent le faire jusqu'au 20 janvier."
    html = f"<div><p>{FIRST}</p><p>{LAST}</p></div><h2>P.-S.</h2><div class='ps'><p>{said}</p></div><h2>Forum</h2>"
    assert kept(f"{html}<p>{FIRST[:80]}</p>", {FIRST: 0.99, LAST: 0.99}) == [FIRST, LAST, said]


def test_a_note_beside_its_number_is_a_note() -> None:
    """In a frame named for notes the number may have an element of its own."""
    said = "C'est l'article 970 du code civil."
    note = f"<div class='footnote'><div>1</div><div class='x'><p>{said}</p></div></div>"
    html = f"<div><p>{FIRST}</p><p>{LAST}</p></div>{note}"
    assert kept(html, {FIRST: 0.99, LAST: 0.99}) == [FIRST, LAST, said]


def test_the_paragraph_that_fades_into_a_wall_is_text() -> None:
    """It has a paywall's name, and is what readers may still read; the offer below it is dressed otherwise."""
    offer = "Cet article est réservé aux abonnés, qui soutiennent une rédaction de quarante journalistes depuis 1998."
    wall = f"<div class='paywall'><p class='text paywall__fade'>{LAST}</p><p class='paywall__offer'>{offer}</p></div>"
    scores = {FIRST: 0.99, LAST: 0.4, offer: 0.4}
    assert kept(f"<div><p class='text'>{FIRST}</p>{wall}</div>", scores) == [FIRST, LAST]


def test_a_crosshead_in_a_module_of_its_own() -> None:
    """Page builders put it into a frame beside the one of the text below it."""
    module = "<div class='widget {0}'><div class='container'>{1}</div></div>"
    head = "Des yeux en bouton de ciré"
    html = module.format("text", f"<p>{FIRST}</p>") + module.format("heading", f"<h2>{head}</h2>")
    html += module.format("text", f"<p>{LAST}</p>")
    assert kept(f"<div>{html}</div>", {FIRST: 0.99, LAST: 0.99, head: 0.42}) == [FIRST, head, LAST]


def test_crossheads_with_anchors_of_their_own_are_dressed_alike() -> None:
    """Each has the id that the contents lead to."""
    heads = ["Les transports", "Le montant", "Les démarches"]
    html = "".join(f"<h2 id='anchor-{head[-3:]}'>{head}</h2><p>{FIRST} {n}</p>" for n, head in enumerate(heads))
    scores = {f"{FIRST} {n}": 0.99 for n in range(3)} | {heads[0]: 0.8, heads[1]: 0.7, heads[2]: 0.2}
    assert heads[2] in kept(f"<div><div>{html}</div></div>", scores)


def test_what_fades_below_a_crosshead_is_text_too() -> None:
    """In a frame of its own that is named for those who do not pay; the notice behind it stays out."""
    notice = "Cet article est réservé aux abonnés. Profitez de tous les contenus du Quotidien en illimité et sans pub."
    teaser = f"<div class='visible-not-premium'><p class='fade-out'>{LAST}</p><p class='wall'>{notice}</p></div>"
    scores = {FIRST: 0.99, "La houle": 0.9, LAST: 0.45, notice: 0.4}
    assert kept(f"<div><p>{FIRST}</p><h3>La houle</h3>{teaser}</div>", scores) == [FIRST, "La houle", LAST]
    lone = f"<div class='visible-not-premium'><p class='fade-out'>{notice}</p></div>"
    assert notice not in kept(f"<div><p>{FIRST}</p>{lone}</div>", scores)


def test_an_entry_that_only_greets_is_one() -> None:
    """Where the other entries of a live page are text; a clock on each is what makes them entries."""
    told = [f"{FIRST} {number}" for number in range(3)]
    entry = "<div class='liveItem'><div class='h'>{0}</div><div><h2>{1}</h2><p>{2}</p></div></div>"
    lines = [("21:14", "Le pic", told[0]), ("20h02", "Un gymnase", told[1]), ("19:04", "Un pont", told[2])]
    lines.append(("10:21", "Bonjour à tous", "Nos journalistes sont sur le terrain."))
    html = f"<div>{''.join(entry.format(*line) for line in lines)}</div>"
    scores = dict.fromkeys(told, 0.9)
    assert kept(html, scores)[-2:] == ["Bonjour à tous", "Nos journalistes sont sur le terrain."]
    assert kept(html.replace("liveItem", "item"), scores)[-1] == told[2]


def test_a_note_in_a_list_of_one_sentence() -> None:
    """Behind the last paragraph and in its frame, as some papers set it; a list of several is a list of something."""
    note = "La tour se visite les soirs de répétition, le mardi à 18 h 30, sans réservation."
    scores = {FIRST: 0.99, LAST: 0.99, note: 0.4}
    html = f"<div><p>{FIRST}</p><p>{LAST}</p><ul><li>{note}</li></ul></div>"
    assert kept(html, scores) == [FIRST, LAST, note]
    assert kept(html.replace("</li>", "</li><li>Un autre</li>"), scores) == [FIRST, LAST]


def test_key_points_come_with_their_heading() -> None:
    """«L'essentiel» above a list that is text; another label stays out."""
    points = ["La route est coupée depuis hier soir.", "Onze habitants ont été évacués.", "L'école rouvre lundi."]
    listed = "".join(f"<li>{point}</li>" for point in points)
    html = f"<div><h4>{{}}</h4><ul>{listed}</ul><p>{FIRST}</p><p>{LAST}</p></div>"
    scores = {FIRST: 0.99, LAST: 0.99} | dict.fromkeys(points, 0.8)
    assert kept(html.format("L'essentiel"), scores)[0] == "L'essentiel"
    assert kept(html.format("Nos adresses"), scores)[0] == points[0]


def test_a_crosshead_whose_frame_is_less_deep_than_the_texts() -> None:
    """«SubheadlineWrapper > h2» beside «TextWrapper > Container > p»."""
    text = "<div class='css-1x TextWrapper'><div class='css-2y Container'><p>{}</p></div></div>"
    html = f"{text.format(FIRST)}<div class='css-3z SubheadlineWrapper'><h2>Une île</h2></div>{text.format(LAST)}"
    assert kept(f"<div>{html}</div>", {FIRST: 0.99, LAST: 0.99, "Une île": 0.45}) == [FIRST, "Une île", LAST]


def test_a_table_in_an_entry_comes_with_it() -> None:
    """An entry of a live page that is nothing but a table of data."""
    told = [f"{FIRST} {number}" for number in range(3)]
    entry = "<div class='live-post'><time>{0}</time><div>{1}</div></div>"
    table = "<table><tr><th>Station</th><th>Rafale</th></tr><tr><td>Le cap</td><td>152</td></tr></table>"
    bodies = [f"<p>{text}</p>" for text in told] + [f"<h2>Les rafales</h2>{table}"]
    html = "".join(entry.format(f"0{n}:15", body) for n, body in enumerate(bodies))
    assert kept(f"<div>{html}</div>", dict.fromkeys(told, 0.9))[-4:] == ["Station", "Rafale", "Le cap", "152"]


def test_what_fades_behind_a_box_is_text_too() -> None:
    """Figures beside the text stand between the last paragraph and the one that fades."""
    facts = "<aside><p>212 salariés</p><p>38 millions</p></aside>"
    html = f"<div><p>{FIRST}</p>{facts}<div class='paywall'><p class='fadeOut'>{LAST}</p></div></div>"
    assert kept(html, {FIRST: 0.99, LAST: 0.2}) == [FIRST, LAST]


def test_key_points_right_above_the_text() -> None:
    """With the heading that calls them so, though nothing of them is wanted; any other list above stays out."""
    points = ["La régie a compté les voyageurs pendant six mois", "Les chiffres seront publiés en juin au plus tard"]
    listed = "<section><h2>{}</h2><ul>" + "".join(f"<li>{point}</li>" for point in points) + "</ul></section>"
    scores = {FIRST: 0.99, LAST: 0.99}
    html = f"<main>{listed}<div><p>{FIRST}</p><p>{LAST}</p></div></main>"
    assert kept(html.format("Key points:"), scores) == ["Key points:", *points, FIRST, LAST]
    assert kept(html.format("Les horaires"), scores) == [FIRST, LAST]


def test_the_line_that_breaks_off_above_a_wall() -> None:
    """Dressed like the last paragraph, alone in a frame, and the wall right below it."""
    cut = "Et je vous le dis : le plus têtu de tous est maintenant notre meilleur"
    wall = "<div id='paywall'><p>Ce que la ville pense de ses trams.</p></div>"
    line = f"<div class='k'><p class='h kb'>{cut}</p></div>"
    html = f"<article><div class='b'><p class='h'>{FIRST}</p><p class='h'>{LAST}</p>{line}</div>{{}}</article>"
    scores = {FIRST: 0.99, LAST: 0.99, cut: 0.3}
    assert kept(html.format(wall), scores) == [FIRST, LAST, cut]
    assert kept(html.format(wall.replace("paywall", "more")), scores) == [FIRST, LAST]


def test_what_a_test_sums_up() -> None:
    """«Points positifs» above a list that the scores doubt, in its frame."""
    verdict = "<div><h3>Points positifs</h3><ul><li>L’autonomie</li><li>Le format</li></ul></div>"
    html = f"<article><p>{FIRST}</p><p>{LAST}</p>{verdict}</article>"
    scores = {FIRST: 0.9, LAST: 0.9}
    assert kept(html, scores)[2:] == ["Points positifs", "L’autonomie", "Le format"]
    assert kept(html.replace("Points positifs", "Dossiers"), scores)[2:] == []


def test_a_table_in_a_text_without_paragraphs() -> None:
    """Lines parted by <br>, among which a frame that scrolls holds numbers."""
    rows = "".join(f"<tr><td>Ligne {n}</td><td>{n} 000</td></tr>" for n in range(1, 5))
    html = f"<div class='texte'>{FIRST}<br><br>{LAST}<div class='scroll'><table>{rows}</table></div>{FIRST[::-1]}</div>"
    scores = {FIRST: 0.9, LAST: 0.9, FIRST[::-1]: 0.9}
    assert "Ligne 1" in kept(html, scores)
